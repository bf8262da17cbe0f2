// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "allocation_counter.h"
#include "engine/cross.h"
#include "reference.h"

namespace autocoder {
namespace {

using reference::Signal;

double Power(const Signal& signal, size_t begin, size_t end) {
  double sum = 0;
  for (size_t n = begin; n < end; ++n) {
    sum += std::pow(signal[n].left, 2) + std::pow(signal[n].right, 2);
  }
  return sum / static_cast<double>(2 * (end - begin));
}

float LargestStep(const Signal& signal, size_t begin, size_t end) {
  float largest = 0;
  for (size_t n = begin + 1; n < end; ++n) {
    largest = std::max({largest, std::abs(signal[n].left - signal[n - 1].left),
                        std::abs(signal[n].right - signal[n - 1].right)});
  }
  return largest;
}

class CrossFixture {
 public:
  CrossFixture() { REQUIRE(cross.Init(memory.get(), 1) == Status::kOk); }

  // The loop runs once after each block for which `loop_runs` says so.
  Signal Play(const Signal& in,
              const std::function<bool(size_t)>& loop_runs = [](size_t) { return true; }) {
    Signal out(in.size());
    for (size_t block = 0; block < in.size() / kBlockSamples; ++block) {
      cross.Process(settings, &in[block * kBlockSamples], &out[block * kBlockSamples]);
      if (loop_runs(block)) cross.Render(spectrum.data());
    }
    return out;
  }

  // How far `out` is from `in`, late by kCrossDelay.
  static float DelayedDifference(const Signal& in, const Signal& out, size_t begin, size_t end) {
    float worst = 0;
    for (size_t n = begin; n < end; ++n) {
      const StereoFrame& wanted = in[n - kCrossDelay];
      worst = std::max({worst, std::abs(out[n].left - wanted.left),
                        std::abs(out[n].right - wanted.right)});
    }
    return worst;
  }

  std::unique_ptr<CrossMemory> memory = std::make_unique<CrossMemory>();
  Cross cross;
  FrameSettings settings;
  std::vector<float> spectrum = std::vector<float>(kSpectrumBins, 1.0f);
};

Signal Tone(size_t frames) {
  Signal signal(frames);
  for (size_t n = 0; n < frames; ++n) {
    const double angle = 2 * std::acos(-1.0) * 55 * static_cast<double>(n) / kSampleRateHz;
    signal[n] = {static_cast<float>(0.9 * std::sin(angle)),
                 static_cast<float>(-0.9 * std::sin(angle))};
  }
  return signal;
}

constexpr size_t kSettled = kCrossDelay + kCrossWindow;
constexpr float kRounding = 1e-6f;  // of full scale: two transforms and the windows

TEST_CASE_FIXTURE(CrossFixture, "a flat spectrum gives the input back, 1920 samples late") {
  CHECK(kCrossDelay == 1920);
  const Signal in = reference::Noise(20 * kFrameHop, 1);
  CHECK(DelayedDifference(in, Play(in), kSettled, in.size()) < kRounding);
}

TEST_CASE_FIXTURE(CrossFixture, "a whitened impulse is still an impulse at its place") {
  settings.whiten = 0;
  Signal in(20 * kFrameHop);
  constexpr size_t kAt = 10 * kFrameHop + 100;
  in[kAt].left = 0.5f;
  const Signal out = Play(in);
  for (size_t n = 0; n < in.size(); ++n) {
    REQUIRE(std::abs(out[n].left - (n == kAt + kCrossDelay ? 0.5f : 0)) < 1e-4f);
    REQUIRE(std::abs(out[n].right) < kRounding);
  }
}

TEST_CASE_FIXTURE(CrossFixture, "whitening keeps the power of each channel") {
  Signal in = reference::Noise(40 * kFrameHop, 2);
  for (size_t n = 1; n < in.size(); ++n) {  // far from white on the left
    in[n].left = 0.95f * in[n - 1].left + 0.05f * in[n].left;
    in[n].right *= 0.01f;
  }
  settings.whiten = 0.3f;
  const Signal out = Play(in);
  const auto power_of = [](const Signal& signal, float StereoFrame::*channel) {
    double sum = 0;
    for (size_t n = kSettled; n < signal.size(); ++n) sum += std::pow(signal[n].*channel, 2);
    return sum;
  };
  for (const auto channel : {&StereoFrame::left, &StereoFrame::right}) {
    const double ratio = power_of(out, channel) / power_of(in, channel);
    CHECK(10 * std::abs(std::log10(ratio)) < 1);  // the window cuts a little of the new tails off
  }
}

TEST_CASE_FIXTURE(CrossFixture, "silence stays silence") {
  settings.whiten = 0;
  settings.brightness = 1;
  for (const StereoFrame& frame : Play(Signal(20 * kFrameHop))) {
    REQUIRE((frame.left == 0 && frame.right == 0));
  }
}

TEST_CASE_FIXTURE(CrossFixture, "a late frame is counted and heard as a fade") {
  constexpr size_t kLateHop = 10;
  const Signal in = Tone(30 * kFrameHop);
  const Signal out = Play(in, [](size_t block) {
    // Asked for after the last block of the hop, due kCrossRenderChunks later.
    const size_t asked = kLateHop * kHopChunks - 1;
    return block < asked || block >= asked + kCrossRenderChunks;
  });
  CHECK(cross.overruns() == 1);
  const size_t begin = kLateHop * kFrameHop + kCrossDelay - kCrossWindow;
  CHECK(DelayedDifference(in, out, kSettled, begin) < kRounding);
  CHECK(DelayedDifference(in, out, begin, begin + kCrossWindow) > 0.4f);
  CHECK(DelayedDifference(in, out, begin + kCrossWindow, in.size()) < kRounding);
  // The fade falls by a frame's share, a squared sine of two thirds, whose slope is at most this.
  const float fade = 2.0f / 3 * 3.15f / kCrossWindow * 0.9f;
  CHECK(LargestStep(out, begin, begin + kCrossWindow) <=
        LargestStep(in, 0, in.size()) + fade + kRounding);
}

TEST_CASE_FIXTURE(CrossFixture, "a loop that is late for longer loses frames, and nothing after") {
  const Signal in = reference::Noise(60 * kFrameHop, 3);
  const Signal out = Play(in, [](size_t block) { return block < 100 || block > 170; });
  CHECK(cross.overruns() == 9);  // those asked for after blocks 103, 111, .. 167
  const size_t last = (170 / kHopChunks + 1) * kFrameHop + kSettled;
  CHECK(DelayedDifference(in, out, kSettled, 100 * kBlockSamples) < kRounding);
  CHECK(DelayedDifference(in, out, last, in.size()) < kRounding);
}

TEST_CASE_FIXTURE(CrossFixture, "whenever the loop runs, frames that come in time are right") {
  std::mt19937 random(4);
  const Signal in = reference::Noise(400 * kFrameHop, 5);
  const Signal out = Play(in, [&](size_t block) {
    return block > 390 * kHopChunks || random() % 7 == 0;
  });
  CHECK(cross.overruns() > 20);
  CHECK(cross.overruns() < 300);
  CHECK(DelayedDifference(in, out, 397 * kFrameHop, in.size()) < kRounding);
}

// The interrupt on one thread and the loop on another. Of the input's samples each output sample
// may only be its own, faded where a frame was late: a torn frame would hold others.
TEST_CASE_FIXTURE(CrossFixture, "frames cross threads whole, in time or not") {
  const Signal in = reference::Noise(1000 * kFrameHop, 10);
  std::atomic<bool> done{false};
  std::thread loop([&] {
    while (!done) {
      cross.Render(spectrum.data());
      std::this_thread::yield();
    }
  });
  std::mt19937 random(11);
  const Signal out = Play(in, [&](size_t) {
    const bool patient = random() % 16 != 0;
    while (patient && cross.requested() != nullptr) std::this_thread::yield();
    return false;
  });
  done = true;
  loop.join();
  CHECK(cross.overruns() < 900);
  size_t strange = 0;
  for (size_t n = kCrossDelay; n < in.size(); ++n) {
    const StereoFrame& wanted = in[n - kCrossDelay];
    const float left = out[n].left * (wanted.left < 0 ? -1.0f : 1.0f);
    const float right = out[n].right * (wanted.right < 0 ? -1.0f : 1.0f);
    strange += left < -kRounding || left > std::abs(wanted.left) + kRounding;
    strange += right < -kRounding || right > std::abs(wanted.right) + kRounding;
  }
  CHECK(strange == 0);
}

TEST_CASE_FIXTURE(CrossFixture, "a frozen sound stays as loud, whatever comes in, and differs") {
  const Signal noise = reference::Noise(30 * kFrameHop, 6);
  const Signal before = Play(noise);
  settings.freeze = true;
  Play(reference::Noise(kFrameHop, 9));  // the end of the frame that is held
  const Signal held = Play(Signal(200 * kFrameHop));
  const double live = Power(before, kSettled, before.size());
  const double frozen = Power(held, 2 * kSettled, held.size());
  // One frame's power stands for all: its own scatter is a fraction of a dB.
  CHECK(10 * std::abs(std::log10(frozen / live)) < 0.5);
  double repeated = 0;
  for (size_t n = 2 * kSettled; n + kFrameHop < held.size(); ++n) {
    repeated += held[n].left * held[n + kFrameHop].left;
  }
  CHECK(std::abs(repeated) / static_cast<double>(held.size()) < 0.4 * frozen);
  settings.freeze = false;
  const Signal after = Play(noise);
  CHECK(DelayedDifference(noise, after, kSettled, noise.size()) < kRounding);
}

TEST_CASE_FIXTURE(CrossFixture, "a frozen sound keeps its place between the channels") {
  Signal in = reference::Noise(10 * kFrameHop, 7);
  for (StereoFrame& frame : in) frame.right = -0.5f * frame.left;
  Play(in);
  settings.freeze = true;
  const Signal held = Play(Signal(20 * kFrameHop));
  for (const StereoFrame& frame : held) {
    REQUIRE(std::abs(frame.right + 0.5f * frame.left) < 1e-5f);
  }
  CHECK(Power(held, 10 * kFrameHop, held.size()) > 0.01);
}

TEST_CASE_FIXTURE(CrossFixture, "neither side allocates") {
  const Signal in = reference::Noise(kBlockSamples, 8);
  Signal out(kBlockSamples);
  AllocationCounter counter;
  for (int block = 0; block < 100; ++block) {
    settings.freeze = block % 40 > 20;
    settings.brightness = 0.01f * static_cast<float>(block);
    cross.Process(settings, in.data(), out.data());
    if (cross.requested() != nullptr) cross.Render(spectrum.data());
  }
  CHECK(counter.allocations() == 0);
}

}  // namespace
}  // namespace autocoder
