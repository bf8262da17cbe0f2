// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "reverb_overrun_fixture.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

// The longest partitions are late by one, the middle's beside the tail's by eight; no input is
// lost, and what is played afterwards is exact again.
TEST_CASE_FIXTURE(OverrunFixture, "a pause is counted, and all is as before when it is over") {
  const Signal in = reference::Noise(14 * kTailSize, 2);
  constexpr size_t kFrom = 4 * kTailSize - kBlockSamples;
  constexpr size_t kTo = 4 * kTailSize + kLongestPartition;
  constexpr uint32_t kLate = kLongestPartition / kMiddleSize + (kReverbHasTail ? 1 : 0);
  const Signal out = PlayWithPause(in, kFrom, kTo);
  CHECK(reverb.overruns() > 0);
  CHECK(reverb.overruns() <= kLate + 2);
  CHECK(Compare(in, out, 0, kFrom).db() > kLeastDb);
  CHECK(Compare(in, out, kFrom + kLongestPartition, kTo + kLongestPartition).db() < 20);
  CHECK(Compare(in, out, kTo + 2 * kLongestPartition, in.size()).db() > kLeastDb);
}

// A constant through a positive response gives a constant: whatever moves is the fade.
TEST_CASE_FIXTURE(OverrunFixture, "the level that is late fades out and in over a block") {
  REQUIRE(Load(SmoothTaps()));
  const Signal in(24 * kTailSize, {1, -1});
  constexpr size_t kFrom = 12 * kTailSize + 3 * kBlockSamples;
  constexpr size_t kTo = 16 * kTailSize;
  const Signal out = PlayWithPause(in, kFrom, kTo);
  constexpr double kTolerance = kWhole ? 1e-5 : 1e-3;
  const auto near = [&](float value) { return doctest::Approx(value).epsilon(kTolerance); };
  const auto sounding = static_cast<float>(kTaps) * 1e-4f;
  CHECK(out[kFrom].left == near(sounding));
  float least = out[kFrom].left;
  float steepest = 0;
  for (size_t n = kFrom; n < in.size(); ++n) {
    least = std::min(least, out[n].left);
    steepest = std::max(steepest, std::abs(out[n].left - out[n - 1].left));
  }
  CHECK(least == near(static_cast<float>(kMiddleBegin) * 1e-4f));  // the head alone
  // The tail gives way over one block, at times with the middle. A step would be 64 times that.
  CHECK(steepest < 1.01f * static_cast<float>(kTaps - kMiddleBegin) * 1e-4f / kBlockSamples);
  CHECK(out.back().left == near(sounding));
}

}  // namespace
}  // namespace autocoder
