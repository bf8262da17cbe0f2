// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <generated/sizes.h>

#include "engine/convolver.h"
#include "engine/partitioned_response.h"
#include "reference.h"

namespace autocoder {
namespace {

class Fixture {
 public:
  Fixture() {
    REQUIRE(convolver.Init(memory.get()) == Status::kOk);
    REQUIRE(fft.Init(kPartitionFft) == Status::kOk);
  }

  reference::Signal Play(const reference::Signal& in, const std::vector<float>& taps) {
    PartitionResponse(taps.data(), fft, response.get());
    reference::Signal out(in.size());
    for (size_t n = 0; n < in.size(); n += kBlockSamples) {
      convolver.Push(&in[n]);
      convolver.Pull(*response, &out[n]);
    }
    return out;
  }

  std::unique_ptr<ConvolverMemory> memory = std::make_unique<ConvolverMemory>();
  std::unique_ptr<PartitionedResponse> response = std::make_unique<PartitionedResponse>();
  Convolver convolver;
  ComplexFft fft;
};

std::vector<float> RandomTaps() {
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> taps(kImpulseTaps);
  for (float& tap : taps) tap = normal(random);
  return taps;
}

TEST_CASE_FIXTURE(Fixture, "output is the direct convolution of both channels") {
  // Past twice around the ring of block spectra.
  const reference::Signal in = reference::Noise(2 * kImpulseTaps + 10 * kBlockSamples, 5);
  const std::vector<float> taps = RandomTaps();
  const auto expected = reference::Convolve(in, {taps.begin(), taps.end()});
  CHECK(reference::SignalToErrorDb(expected, Play(in, taps)) > 120);
}

TEST_CASE_FIXTURE(Fixture, "an impulse comes out at once, tap by tap, in its own channel") {
  const std::vector<float> taps = RandomTaps();
  reference::Signal in(kImpulseTaps + 3 * kBlockSamples);
  constexpr size_t kAt = 17;
  in[kAt].right = 1;
  const reference::Signal out = Play(in, taps);
  for (size_t n = 0; n < out.size(); ++n) {
    const bool inside = n >= kAt && n < kAt + kImpulseTaps;
    REQUIRE(std::abs(out[n].right - (inside ? taps[n - kAt] : 0)) < 2e-6);
    REQUIRE(std::abs(out[n].left) < 2e-6);
  }
}

TEST_CASE_FIXTURE(Fixture, "one past serves two responses") {
  const reference::Signal in = reference::Noise(40 * kBlockSamples, 6);
  const std::vector<float> taps = RandomTaps();
  const auto expected = reference::Convolve(in, {taps.begin(), taps.end()});
  PartitionResponse(taps.data(), fft, response.get());
  const auto silence = std::make_unique<PartitionedResponse>();
  reference::Signal out(in.size());
  reference::Signal silent(in.size());
  for (size_t n = 0; n < in.size(); n += kBlockSamples) {
    convolver.Push(&in[n]);
    convolver.Pull(*silence, &silent[n]);
    convolver.Pull(*response, &out[n]);
  }
  CHECK(reference::SignalToErrorDb(expected, out) > 120);
  for (const StereoFrame& frame : silent) REQUIRE((frame.left == 0 && frame.right == 0));
}

}  // namespace
}  // namespace autocoder
