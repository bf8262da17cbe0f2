// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "reverb_fixture.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

constexpr double kLeastDb = 110;

// A main loop that does nothing from one sample to another.
class OverrunFixture : public ReverbFixture {
 public:
  OverrunFixture() {
    Sound(taps);
  }

  Signal PlayWithPause(const Signal& in, size_t from, size_t to) {
    return Play(in, [&](size_t n) {
      const size_t now = n + kBlockSamples;
      if (now > from && now <= to) return;
      while (reverb.Step()) continue;
    });
  }

  Comparison Compare(const Signal& in, const Signal& out, size_t from, size_t to) const {
    Comparison comparison;
    for (size_t n = from; n < to; n += 61) comparison.Add(out[n], Convolved(in, taps, n));
    return comparison;
  }

  static Signal SmoothTaps() {
    Signal taps(kTaps);
    for (size_t i = 0; i < kTaps; ++i) taps[i] = {1e-4f, 1e-4f};
    return taps;
  }

  Signal taps = RandomTaps(kTaps, 1);
};

// The middle is late by eight partitions and the tail by one; no input is lost, and what is
// played afterwards is exact again.
TEST_CASE_FIXTURE(OverrunFixture, "a pause is counted, and all is as before when it is over") {
  const Signal in = reference::Noise(14 * kTailSize, 2);
  constexpr size_t kFrom = 4 * kTailSize - kBlockSamples;
  constexpr size_t kTo = 5 * kTailSize;
  const Signal out = PlayWithPause(in, kFrom, kTo);
  CHECK(reverb.overruns() > 0);
  CHECK(reverb.overruns() <= 8 + 1 + 2);
  CHECK(Compare(in, out, 0, kFrom).db() > kLeastDb);
  CHECK(Compare(in, out, kFrom + kTailSize, kTo + kTailSize).db() < 20);
  CHECK(Compare(in, out, kTo + 2 * kTailSize, in.size()).db() > kLeastDb);
}

// Eight partitions of the tail: of its input the last two are still there, and of the middle's the
// last thirty of sixty-four.
TEST_CASE_FIXTURE(OverrunFixture, "input that was lost is silence to the level that lost it") {
  const Signal in = reference::Noise(22 * kTailSize, 3);
  constexpr size_t kFrom = 4 * kTailSize;
  constexpr size_t kTo = 12 * kTailSize;
  Signal out = Play(Signal(in.begin(), in.begin() + kTo), [&](size_t n) {
    while (n + kBlockSamples <= kFrom && reverb.Step()) continue;
  });
  // What has no use is not computed: the seven and the 63 that are late take four steps each.
  int steps = 0;
  while (reverb.Step()) ++steps;
  CHECK(steps <= 4 * (7 + 63) + 39 + 11);
  const Signal rest = Play(Signal(in.begin() + kTo, in.end()));
  out.insert(out.end(), rest.begin(), rest.end());
  CHECK(reverb.overruns() >= 8 + 64 - 2);
  CHECK(reverb.overruns() <= 8 + 64 + 2);

  const Signal heads(taps.begin(), taps.begin() + kMiddleBegin);
  Signal middles(taps.begin(), taps.begin() + kTailBegin);
  std::fill_n(middles.begin(), kMiddleBegin, StereoFrame{});
  Signal tails = taps;
  std::fill_n(tails.begin(), kTailBegin, StereoFrame{});
  Signal middle_in = in;
  std::fill(middle_in.begin() + kFrom, middle_in.begin() + kTo - 30 * kMiddleSize, StereoFrame{});
  Signal tail_in = in;
  std::fill(tail_in.begin() + kFrom, tail_in.begin() + kTo - 2 * kTailSize, StereoFrame{});
  Comparison comparison;
  for (size_t n = kTo + 2 * kTailSize; n < in.size(); n += 61) {
    const StereoFrame head = Convolved(in, heads, n);
    const StereoFrame middle = Convolved(middle_in, middles, n);
    const StereoFrame tail = Convolved(tail_in, tails, n);
    comparison.Add(out[n], {head.left + middle.left + tail.left,
                            head.right + middle.right + tail.right});
  }
  CHECK(comparison.db() > kLeastDb);
}

// A constant through a positive response gives a constant: whatever moves is the fade.
TEST_CASE_FIXTURE(OverrunFixture, "the level that is late fades out and in over a block") {
  REQUIRE(Load(SmoothTaps()));
  const Signal in(24 * kTailSize, {1, -1});
  constexpr size_t kFrom = 12 * kTailSize + 3 * kBlockSamples;
  constexpr size_t kTo = 16 * kTailSize;
  const Signal out = PlayWithPause(in, kFrom, kTo);
  const auto sounding = static_cast<float>(kTaps) * 1e-4f;
  CHECK(out[kFrom].left == doctest::Approx(sounding));
  float least = out[kFrom].left;
  float steepest = 0;
  for (size_t n = kFrom; n < in.size(); ++n) {
    least = std::min(least, out[n].left);
    steepest = std::max(steepest, std::abs(out[n].left - out[n - 1].left));
  }
  CHECK(least == doctest::Approx(static_cast<float>(kMiddleBegin) * 1e-4f));  // the head alone
  // The tail gives way over one block, at times with the middle. A step would be 64 times that.
  CHECK(steepest < 1.01f * static_cast<float>(kTaps - kMiddleBegin) * 1e-4f / kBlockSamples);
  CHECK(out.back().left == doctest::Approx(sounding));
}

}  // namespace
}  // namespace autocoder
