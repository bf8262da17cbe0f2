// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/wet_hold.h"
#include "reference.h"

namespace autocoder {
namespace {

using Signal = reference::Signal;

constexpr size_t kFreeze = 100 * kBlockSamples;
// One block to clear, then as a change of modes.
constexpr size_t kWarm = (1 + kModeWarmBlocks) * kBlockSamples;
constexpr size_t kFade = kModeFadeBlocks * kBlockSamples;

class Fixture {
 public:
  Fixture() { hold.Init(memory.get(), 1); }

  // Frozen from one sample to another.
  Signal Play(Signal sound, size_t from, size_t to) {
    for (size_t n = 0; n < sound.size(); n += kBlockSamples) {
      hold.Process(n >= from && n < to, &sound[n]);
      while (hold.Step()) continue;
    }
    return sound;
  }

  static double LevelDb(const Signal& signal, size_t begin, size_t end, bool right) {
    double power = 0;
    for (size_t n = begin; n < end; ++n) {
      power += std::pow(right ? signal[n].right : signal[n].left, 2);
    }
    return 10 * std::log10(power / static_cast<double>(end - begin));
  }

  static bool Equal(const Signal& a, const Signal& b, size_t begin, size_t end) {
    return std::equal(a.begin() + static_cast<ptrdiff_t>(begin),
                      a.begin() + static_cast<ptrdiff_t>(end),
                      b.begin() + static_cast<ptrdiff_t>(begin),
                      [](StereoFrame x, StereoFrame y) {
                        return x.left == y.left && x.right == y.right;
                      });
  }

  std::unique_ptr<WetHoldMemory> memory = std::make_unique<WetHoldMemory>();
  WetHold hold;
};

// Noise that ends 36 ms after the freeze began; a frame of 32 ms holds chance of its own.
TEST_CASE_FIXTURE(Fixture, "what sounded is held for as long as the freeze lasts") {
  Signal sound = reference::Noise(3000 * kBlockSamples, 1);
  for (StereoFrame& frame : sound) frame.right *= 0.1f;
  std::fill(sound.begin() + kFreeze + 27 * kBlockSamples, sound.end(), StereoFrame{});
  const Signal out = Play(sound, kFreeze, sound.size());
  for (const bool right : {false, true}) {
    const double before = LevelDb(sound, 0, kFreeze, right);
    for (size_t n = kFreeze + kWarm + kFade; n + 12000 <= out.size(); n += 12000) {
      CHECK(std::abs(LevelDb(out, n, n + 12000, right) - before) < 2);
    }
  }
  CHECK(hold.overruns() == 0);
}

TEST_CASE_FIXTURE(Fixture, "the sound is untouched before and after") {
  const Signal sound = reference::Noise(600 * kBlockSamples, 2);
  constexpr size_t kEnd = 300 * kBlockSamples;
  const Signal out = Play(sound, kFreeze, kEnd);
  CHECK(Equal(out, sound, 0, kFreeze + kWarm));
  CHECK_FALSE(Equal(out, sound, kFreeze + kWarm + kFade, kEnd));
  CHECK(Equal(out, sound, kEnd + kWarm + kFade + kBlockSamples, sound.size()));
}

// A sine of 200 Hz moves by 0.026 a sample, frames of it with random phases by little more, and the
// fade by a 2048th of what both differ by. A fade left out steps by about 1.
TEST_CASE_FIXTURE(Fixture, "it begins and ends without a step, and again") {
  Signal sound(1600 * kBlockSamples);
  for (size_t n = 0; n < sound.size(); ++n) {
    const double angle = 2 * std::acos(-1.0) * static_cast<double>(n % 240) / 240;
    sound[n] = {static_cast<float>(std::sin(angle)), static_cast<float>(std::cos(angle))};
  }
  const auto check = [&](const Signal& out) {
    float steepest = 0;
    for (size_t n = 1; n < out.size(); ++n) {
      steepest = std::max({steepest, std::abs(out[n].left - out[n - 1].left),
                           std::abs(out[n].right - out[n - 1].right)});
    }
    CHECK(steepest < 0.08f);
  };
  for (size_t at = 0; at < 8; ++at) {
    check(Play(sound, kFreeze + at * kBlockSamples, 800 * kBlockSamples));
  }
}

TEST_CASE("without memory nothing is held") {
  WetHold hold;
  hold.Init(nullptr, 1);
  const Signal sound = reference::Noise(kBlockSamples, 3);
  for (int block = 0; block < 300; ++block) {
    Signal out = sound;
    hold.Process(true, out.data());
    REQUIRE(Fixture::Equal(out, sound, 0, kBlockSamples));
    REQUIRE_FALSE(hold.Step());
  }
}

}  // namespace
}  // namespace autocoder
