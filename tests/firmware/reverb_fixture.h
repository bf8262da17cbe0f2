// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_REVERB_FIXTURE_H_
#define AUTOCODER_TESTS_FIRMWARE_REVERB_FIXTURE_H_

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "engine/reverb.h"
#include "reference.h"

namespace autocoder {

// A reverb with room for half a second, its response and its main loop.
class ReverbFixture {
 public:
  static constexpr size_t kTaps = 24000;
  // Single precision gives 127 dB or more, halves 69.9; one wrong tap of 24 000 leaves 44 dB.
  static constexpr bool kWhole = sizeof(SpectrumTile) == sizeof(BinTile);
  static constexpr double kLeastDb = kWhole ? 110 : 69;
  using Signal = reference::Signal;

  ReverbFixture() {
    REQUIRE(reverb.Init(SpaceOf(fast.get(), large.get())) == Status::kOk);
  }

  bool Load(const Signal& taps) {
    while (reverb.Step()) continue;
    if (!reverb.BeginResponse(taps.size())) return false;
    for (size_t at = 0; at < taps.size();) {  // in pieces that fit no partition
      at += reverb.AppendResponse(&taps[at], std::min<size_t>(1000, taps.size() - at));
      while (reverb.Step()) continue;
    }
    return true;
  }

  // Plays and after each block runs the loop, or what is given instead.
  Signal Play(const Signal& in) {
    return Play(in, [this](size_t) {
      while (reverb.Step()) continue;
    });
  }
  Signal Play(const Signal& in, const std::function<void(size_t)>& loop) {
    Signal out(in.size());
    for (size_t n = 0; n < in.size(); n += kBlockSamples) {
      reverb.Process(&in[n], &out[n]);
      loop(n);
    }
    return out;
  }

  // Until what was loaded has faded in: the fades begin at the one after the next.
  void Settle() { Play(Signal((2 + kDraftChannels) * kFadeFrames)); }

  // Loads a response for both channels and waits until it sounds alone.
  void Sound(const Signal& taps) {
    for (size_t channel = 0; channel < 2; channel += kDraftChannels) {
      REQUIRE(Load(taps));
      Settle();
    }
  }

  // Each tap has a loudness of its own place, so that none can be mistaken for another.
  static Signal RandomTaps(size_t count, uint32_t seed) {
    Signal taps = reference::Noise(count, seed);
    for (size_t i = 0; i < count; ++i) {
      const auto gain = static_cast<float>(0.01 + 0.05 * static_cast<double>(i % 97) / 97);
      taps[i] = {taps[i].left * gain, taps[i].right * gain};
    }
    return taps;
  }

  // What the definition gives at sample n, with nothing before sample `from`.
  static StereoFrame Convolved(const Signal& in, const Signal& taps, size_t n, size_t from = 0) {
    double left = 0;
    double right = 0;
    for (size_t tap = 0; tap < taps.size() && tap + from <= n; ++tap) {
      left += static_cast<double>(taps[tap].left) * in[n - tap].left;
      right += static_cast<double>(taps[tap].right) * in[n - tap].right;
    }
    return {static_cast<float>(left), static_cast<float>(right)};
  }

  std::unique_ptr<ReverbFastMemory> fast = std::make_unique<ReverbFastMemory>();
  std::unique_ptr<ReverbLargeMemory<kTaps>> large = std::make_unique<ReverbLargeMemory<kTaps>>();
  Reverb reverb;
};

// Error against what is expected at some samples, as signal to error in dB.
class Comparison {
 public:
  void Add(StereoFrame actual, StereoFrame expected) {
    signal_ += std::pow(expected.left, 2) + std::pow(expected.right, 2);
    error_ += std::pow(actual.left - expected.left, 2) +
              std::pow(actual.right - expected.right, 2);
  }
  double db() const { return 10 * std::log10(signal_ / error_); }

 private:
  double signal_ = 0;
  double error_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_REVERB_FIXTURE_H_
