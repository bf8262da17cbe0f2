// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "engine/reverb_designer.h"
#include "reference.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

class Fixture {
 public:
  Fixture() { REQUIRE(designer.Init(memory.get()) == Status::kOk); }

  Signal Design(size_t taps, uint32_t seed) {
    Signal response;
    const std::vector<float> bands(kMelBands, 0.1f);
    designer.Start(taps, seed);
    while (!designer.done()) {
      const bool wanted = designer.frame() < designer.frames();
      const ReverbDesigner::Taps whole = designer.Step(wanted ? bands.data() : nullptr);
      response.insert(response.end(), whole.frames, whole.frames + whole.count);
    }
    return response;
  }

  static double Power(const Signal& signal, size_t begin, size_t end) {
    double sum = 0;
    for (size_t n = begin; n < end; ++n) sum += signal[n].left * signal[n].left;
    return sum / static_cast<double>(end - begin);
  }

  std::unique_ptr<ReverbDesignerMemory> memory = std::make_unique<ReverbDesignerMemory>();
  ReverbDesigner designer;
};

TEST_CASE_FIXTURE(Fixture, "a response has as many taps as were asked for, of all lengths") {
  for (size_t taps : {size_t{1}, size_t{4800}, 5 * kReverbHop, 5 * kReverbHop + 1}) {
    CAPTURE(taps);
    CHECK(Design(taps, 1).size() == taps);
    CHECK(designer.frames() == (taps + kReverbHop - 1) / kReverbHop);
  }
}

TEST_CASE_FIXTURE(Fixture, "without a response to design it is done") {
  CHECK(designer.done());
}

TEST_CASE_FIXTURE(Fixture, "equal seeds give equal noise, after any other; different ones do not") {
  const Signal first = Design(9000, 1);
  const Signal second = Design(9000, 2);
  const Signal again = Design(9000, 1);
  bool equal = true;
  int alike = 0;
  for (size_t n = 0; n < first.size(); ++n) {
    equal = equal && first[n].left == again[n].left && first[n].right == again[n].right;
    alike += first[n].left == second[n].left;
  }
  CHECK(equal);
  CHECK(alike < 90);
  for (const StereoFrame& frame : Design(9000, 0x9E3779B9)) {  // the seed that xorshift cannot take
    if (frame.left != 0) return;
  }
  FAIL("silent");
}

// A hop that is louder at one end would be heard as a flutter 47 times a second. Within a hop the
// response itself decays by less than 0.25 dB, and chance moves a quarter by 0.05 dB.
TEST_CASE_FIXTURE(Fixture, "noise is equally strong all over a hop") {
  const Signal response = Design(1000 * kReverbHop, 3);
  constexpr size_t kQuarter = kReverbHop / 4;
  double powers[4] = {};
  for (size_t at = 0; at < 800; ++at) {
    powers[at % 4] += Power(response, at * kQuarter, (at + 1) * kQuarter);
  }
  for (double power : powers) CHECK(std::abs(10 * std::log10(power / powers[0])) < 0.4);
}

// 60 dB at the low end and 240 dB at the high end, so that all bands together lose a little more
// than the low end in the first half.
TEST_CASE_FIXTURE(Fixture, "it decays to nothing over its length") {
  const Signal response = Design(96000, 4);
  const double start = Power(response, 0, 4800);
  CHECK(10 * std::log10(Power(response, 43200, 48000) / start) < -30);
  CHECK(10 * std::log10(Power(response, 91200, 96000) / start) < -60);
  CHECK(Power(response, 91200, 96000) > 0);
}

TEST_CASE("the noise is xorshift's, four bits a bin") {
  // By hand: 1 ^ 0x9E3779B9 = 0x9E3779B8, shifted and added three times.
  uint32_t word = 0x9E3779B8;
  word ^= word << 13;
  word ^= word >> 17;
  word ^= word << 5;
  ReverbNoise noise;
  noise.Seed(1);
  int counts[4] = {};
  for (unsigned i = 0; i < 8; ++i) {
    const ReverbNoise::Turns turns = noise.Next();
    CHECK(turns.left == (word >> (4 * i) & 3));
    CHECK(turns.right == (word >> (4 * i + 2) & 3));
  }
  for (int i = 0; i < 40000; ++i) ++counts[noise.Next().left];
  for (int count : counts) CHECK(std::abs(count - 10000) < 400);  // 4.6 standard deviations
}

}  // namespace
}  // namespace autocoder
