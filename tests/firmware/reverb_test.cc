// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "allocation_counter.h"
#include "reverb_fixture.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

TEST_CASE_FIXTURE(ReverbFixture, "output is the direct convolution, each channel with its own") {
  // Ends inside a partition of each size, and at the first tap of one.
  for (size_t count : {kTaps, size_t{4800}, size_t{1}, kMiddleBegin, kTailBegin, kTailBegin + 1}) {
    CAPTURE(count);
    REQUIRE(reverb.Init(SpaceOf(fast.get(), large.get())) == Status::kOk);
    const Signal taps = RandomTaps(count, 1);
    Sound(taps);
    const Signal in = reference::Noise(kTaps + 3 * kTailSize, 2);
    const Signal out = Play(in);
    Comparison comparison;
    for (size_t n = 0; n < in.size(); n += 61) comparison.Add(out[n], Convolved(in, taps, n));
    CHECK(comparison.db() > kLeastDb);
    CHECK(reverb.overruns() == 0);
  }
}

TEST_CASE_FIXTURE(ReverbFixture, "an impulse comes out at once, tap by tap, in its own channel") {
  const Signal taps = RandomTaps(kTaps, 3);
  Sound(taps);
  constexpr size_t kAt = 5 * kBlockSamples + 17;
  constexpr double kTolerance = kWhole ? 1e-6 : 1e-4;
  Signal in(kTaps + 2 * kTailSize);
  in[kAt].right = 1;
  const Signal out = Play(in);
  for (size_t n = 0; n < out.size(); ++n) {
    const bool inside = n >= kAt && n < kAt + kTaps;
    REQUIRE(std::abs(out[n].right - (inside ? taps[n - kAt].right : 0)) < kTolerance);
    REQUIRE(std::abs(out[n].left) < kTolerance);
  }
}

TEST_CASE_FIXTURE(ReverbFixture, "is silent before the first response") {
  const Signal in = reference::Noise(3 * kTailSize, 4);
  for (const StereoFrame& frame : Play(in)) REQUIRE((frame.left == 0 && frame.right == 0));
  CHECK(reverb.overruns() == 0);
}

TEST_CASE_FIXTURE(ReverbFixture, "a response begun anew replaces what was written of it") {
  const Signal taps = RandomTaps(kTaps, 8);
  REQUIRE(reverb.BeginResponse(kTaps));
  const Signal other = RandomTaps(kTailBegin + kTailSize, 9);
  REQUIRE(reverb.AppendResponse(other.data(), other.size()) == other.size());
  if (kReverbHasTail) {
    REQUIRE(reverb.Step());  // of writing its last partition
    CHECK(reverb.AppendResponse(other.data(), 1) == 0);
  }
  REQUIRE(reverb.BeginResponse(kTaps));
  CHECK(reverb.AppendResponse(taps.data(), 1) == 1);
  Sound(taps);
  Signal impulse(kTaps / kBlockSamples * kBlockSamples);
  impulse[0] = {1, 1};
  Comparison comparison;
  const Signal out = Play(impulse);
  for (size_t n = 0; n < out.size(); ++n) comparison.Add(out[n], taps[n]);
  CHECK(comparison.db() > kLeastDb);
}

// They share the tail's bins. A partition of the response is begun two blocks before one of the
// input is whole, and goes on a step per block.
TEST_CASE_FIXTURE(ReverbFixture, "writing a response does not disturb what is computed") {
  const Signal before = RandomTaps(kTaps, 10);
  const Signal after = RandomTaps(kTaps, 11);
  Sound(before);
  const Signal in = reference::Noise(14 * kTailSize, 12);
  constexpr size_t kBegin = 3 * kTailSize - 3 * kBlockSamples;
  constexpr size_t kGoOn = kBegin + 5 * kBlockSamples;
  const Signal out = Play(in, [&](size_t n) {
    if (n == kBegin) {
      while (reverb.Step()) continue;
      REQUIRE(reverb.BeginResponse(kTaps));
      REQUIRE(reverb.AppendResponse(after.data(), kTailBegin) == kTailBegin);
      REQUIRE(reverb.AppendResponse(&after[kTailBegin], kTailSize) == kTailSize);
    }
    if (n >= kBegin && n < kGoOn) {
      reverb.Step();
      return;
    }
    while (reverb.Step()) continue;
    if (n != kGoOn) return;
    for (size_t at = kTailBegin + kTailSize; at < kTaps;) {
      at += reverb.AppendResponse(&after[at], kTaps - at);
      while (reverb.Step()) continue;
    }
  });
  Comparison old;
  for (size_t n = 0; n < 5 * kTailSize; n += 61) old.Add(out[n], Convolved(in, before, n));
  CHECK(old.db() > kLeastDb);
  Comparison recent;
  for (size_t n = 7 * kTailSize; n < in.size(); n += 61) {
    const StereoFrame left = Convolved(in, after, n);
    const StereoFrame right = kResponsePasses == 1 ? left : Convolved(in, before, n);
    recent.Add(out[n], {left.left, right.right});
  }
  CHECK(recent.db() > kLeastDb);
  CHECK(reverb.overruns() == 0);
}

TEST_CASE_FIXTURE(ReverbFixture, "responses that do not fit are refused") {
  CHECK_FALSE(reverb.BeginResponse(kTaps + 1));
  CHECK(reverb.BeginResponse(kTaps));
}

// In whatever block a response gets ready: it fades in linearly from the fade after the next one
// on, in all levels at once, the right channel after the left one.
TEST_CASE_FIXTURE(ReverbFixture, "a new response fades in, one channel after the other") {
  const Signal before = RandomTaps(kTaps, 5);
  const Signal after = RandomTaps(kTaps / 2, 6);
  Sound(before);
  const Signal in = reference::Noise(12 * kFadeFrames, 7);
  constexpr size_t kReady = 3 * kFadeFrames + 11 * kBlockSamples;
  // Without room for both drafts the right one is ready only after the left one's fade.
  constexpr size_t kReadyAgain = kReady + 3 * kFadeFrames;
  constexpr size_t kFades[2] = {5 * kFadeFrames, (kResponsePasses == 1 ? 6 : 8) * kFadeFrames};
  constexpr size_t kOver = kFades[1] + kFadeFrames;
  const Signal out = Play(in, [&](size_t n) {
    while (reverb.Step()) continue;
    const bool again = kResponsePasses == 2 && n == kReadyAgain;
    if (n == kReady || again) REQUIRE(Load(after));
    const size_t over = n < kReadyAgain && kResponsePasses == 2 ? kFades[0] + kFadeFrames : kOver;
    if (n > kReady && n < over - kBlockSamples) REQUIRE_FALSE(reverb.BeginResponse(1));
  });
  Comparison comparison;
  const auto mixed = [&](size_t n, size_t channel, float old, float arriving) {
    const auto since = static_cast<float>(n) - static_cast<float>(kFades[channel]);
    return old + std::clamp(since / kFadeFrames, 0.0f, 1.0f) * (arriving - old);
  };
  for (size_t n = 0; n < in.size(); n += 61) {
    const StereoFrame old = Convolved(in, before, n);
    const StereoFrame arriving = Convolved(in, after, n);
    comparison.Add(out[n], {mixed(n, 0, old.left, arriving.left),
                            mixed(n, 1, old.right, arriving.right)});
  }
  CHECK(comparison.db() > kLeastDb);
  CHECK(reverb.BeginResponse(1));
}

TEST_CASE_FIXTURE(ReverbFixture, "cleared, it forgets what it has heard and goes on") {
  const Signal taps = RandomTaps(kTaps, 5);
  Sound(taps);
  // Stops with the middle and the tail behind by some steps.
  const Signal past = reference::Noise(3 * kTailSize + 11 * kBlockSamples, 6);
  Play(past, [this](size_t) { reverb.Step(); });
  const uint32_t overruns = reverb.overruns();
  reverb.Clear();
  const Signal in = reference::Noise(4 * kTailSize, 7);
  const Signal out = Play(in);
  Comparison comparison;
  for (size_t n = 0; n < in.size(); n += 61) comparison.Add(out[n], Convolved(in, taps, n));
  CHECK(comparison.db() > kLeastDb);
  CHECK(reverb.overruns() == overruns);
}

TEST_CASE_FIXTURE(ReverbFixture, "many responses in a row use the two places in turn") {
  const Signal in = reference::Noise(2 * kTailSize, 8);
  for (uint32_t seed = 10; seed < 15; ++seed) {
    const Signal taps = RandomTaps(6000, seed);
    Sound(taps);
    Play(Signal((seed % 3) * kBlockSamples));
    Play(Signal(kTaps / kBlockSamples * kBlockSamples));
    const Signal out = Play(in);
    Comparison comparison;
    for (size_t n = 0; n < in.size(); n += 61) comparison.Add(out[n], Convolved(in, taps, n));
    CHECK(comparison.db() > kLeastDb);
  }
}

TEST_CASE_FIXTURE(ReverbFixture, "neither the interrupt nor the loop allocates") {
  const Signal taps = RandomTaps(kTaps, 9);
  const Signal in = reference::Noise(kBlockSamples, 9);
  Signal out(kBlockSamples);
  AllocationCounter counter;
  REQUIRE(Load(taps));
  for (size_t n = 0; n < 4 * kTailSize; n += kBlockSamples) {
    reverb.Process(in.data(), out.data());
    while (reverb.Step()) continue;
  }
  CHECK(counter.allocations() == 0);
  CHECK(counter.releases() == 0);
  CHECK(out[0].left != 0);
}

// The interrupt on one thread and the loop on another, which also changes the response: what is
// heard is always one of the two or between them. The loop gets about twice the steps that it needs
// per block, in no fixed rhythm.
TEST_CASE_FIXTURE(ReverbFixture, "two threads hand over whole partitions") {
  Signal impulse(kTaps / kBlockSamples * kBlockSamples);
  impulse[0] = {1, 1};
  std::atomic<bool> done{false};
  std::atomic<int> changes{0};
  std::atomic<int> steps{0};
  std::thread loop([&] {
    while (!done) {
      ++steps;
      if (reverb.Step()) continue;
      if (!reverb.BeginResponse(kTaps)) {
        std::this_thread::yield();
        continue;
      }
      const float tap = changes % 2 == 0 ? 0.5f : 1.0f;
      const Signal taps(kTaps, {tap, tap});
      for (size_t at = 0; at < kTaps;) {
        at += reverb.AppendResponse(&taps[at], kTaps - at);
        while (reverb.Step()) ++steps;
      }
      ++changes;
    }
  });
  constexpr float kTolerance = kWhole ? 1e-4f : 1e-2f;
  bool bounded = true;
  for (int turn = 0; turn < 4000 && changes < 6; ++turn) {
    const Signal out = Play(impulse, [&](size_t) {
      const int wanted = steps + 6;
      while (steps < wanted) std::this_thread::yield();
    });
    for (const StereoFrame& frame : out) {
      bounded = bounded && frame.left > -kTolerance && frame.left < 2.0f + kTolerance;
    }
  }
  done = true;
  loop.join();
  CHECK(bounded);
  CHECK(changes == 6);
}

}  // namespace
}  // namespace autocoder
