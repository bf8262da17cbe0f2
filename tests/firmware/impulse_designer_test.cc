// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <generated/sizes.h>

#include "engine/impulse_designer.h"
#include "reference.h"

namespace autocoder {
namespace {

class Fixture {
 public:
  Fixture() { REQUIRE(designer.Init(memory.get()) == Status::kOk); }

  double SignalToErrorDb(const std::vector<float>& amplitudes) {
    const float* taps = designer.Design(amplitudes.data());
    const std::vector<double> expected = reference::MinimumPhase(amplitudes.data());
    double signal = 0;
    double error = 0;
    for (size_t n = 0; n < kImpulseTaps; ++n) {
      signal += expected[n] * expected[n];
      error += std::pow(taps[n] - expected[n], 2);
    }
    return 10 * std::log10(signal / error);
  }

  std::unique_ptr<ImpulseDesignerMemory> memory = std::make_unique<ImpulseDesignerMemory>();
  ImpulseDesigner designer;
};

TEST_CASE_FIXTURE(Fixture, "taps are the double precision design's to 115 dB") {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> any_db(-96, 0);
  std::vector<float> rough(kSpectrumBins);
  for (float& amplitude : rough) amplitude = std::pow(10.0f, any_db(random) / 20);
  CHECK(SignalToErrorDb(rough) > 115);

  std::vector<float> cliffs(kSpectrumBins);
  for (size_t bin = 0; bin < kSpectrumBins; ++bin) cliffs[bin] = bin / 90 % 2 ? 1.0f : 1.6e-5f;
  CHECK(SignalToErrorDb(cliffs) > 115);
}

TEST_CASE_FIXTURE(Fixture, "a flat spectrum gives one tap") {
  const std::vector<float> flat(kSpectrumBins, 0.25f);
  const float* taps = designer.Design(flat.data());
  CHECK(taps[0] == doctest::Approx(0.25));
  for (size_t n = 1; n < kImpulseTaps; ++n) REQUIRE(std::abs(taps[n]) < 1e-7f);
}

TEST_CASE_FIXTURE(Fixture, "silence is floored, not infinite") {
  const std::vector<float> silence(kSpectrumBins, 0.0f);
  const float* taps = designer.Design(silence.data());
  CHECK(taps[0] == doctest::Approx(1e-6));
  for (size_t n = 0; n < kImpulseTaps; ++n) REQUIRE(std::isfinite(taps[n]));
}

}  // namespace
}  // namespace autocoder
