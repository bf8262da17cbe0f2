// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "reverb_overrun_fixture.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

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

}  // namespace
}  // namespace autocoder
