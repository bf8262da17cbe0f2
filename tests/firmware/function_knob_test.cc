// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <random>
#include <utility>

#include "controls/function_knob.h"
#include "controls/functions.h"
#include "module/function_knobs.h"
#include "noisy_converters.h"

namespace autocoder {
namespace {

constexpr int kHighest = 65535;

uint16_t CountsAt(double position) {
  return static_cast<uint16_t>(
      std::lround(kKnobLowCounts + position / kHighest * (kKnobHighCounts - kKnobLowCounts)));
}

// A knob that stands at a quarter while its value is put to three quarters.
struct Knob {
  Knob() {
    knob.Begin(CountsAt(16384), 0, true);
    knob.Put(49152);
  }

  // Turns it in a second, and returns the largest step of the value.
  int Turn(double to, Takeover takeover) {
    int largest = 0;
    const double from = at;
    for (int block = 1; block <= 850; ++block) {
      at = from + (to - from) * std::min(1.0, block / 750.0);
      const int before = knob.value();
      const bool changed = knob.Follow(CountsAt(at), takeover);
      CHECK(changed == (knob.value() != before));
      largest = std::max(largest, std::abs(knob.value() - before));
    }
    return largest;
  }

  FunctionKnob knob;
  double at = 16384;
};

bool IsAbout(int value, double expected) { return std::abs(value - expected) < 300; }

TEST_CASE_FIXTURE(Knob, "a knob that nobody turns leaves the value alone, noise or not") {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 10);
  for (const Takeover takeover : {Takeover::kJump, Takeover::kPickup}) {
    for (int block = 0; block < 20000; ++block) knob.Follow(CountsAt(at + noise(random)), takeover);
    CHECK(knob.value() == 49152);
  }
  for (int block = 0; block < 20000; ++block) {
    knob.Follow(CountsAt(at + noise(random)), Takeover::kFade);
  }
  CHECK(IsAbout(knob.value(), 49152));
}

TEST_CASE_FIXTURE(Knob, "jump: the value goes to the knob at once") {
  CHECK(Turn(16384 + 400, Takeover::kJump) == 0);
  CHECK(Turn(20000, Takeover::kJump) > 25000);
  CHECK(IsAbout(knob.value(), 20000));
  CHECK(Turn(60000, Takeover::kJump) < 200);
  CHECK(IsAbout(knob.value(), 60000));
}

TEST_CASE_FIXTURE(Knob, "pickup: the value waits for the knob, from either side, without a step") {
  CHECK(Turn(40000, Takeover::kPickup) == 0);
  CHECK(Turn(0, Takeover::kPickup) == 0);
  CHECK(Turn(kHighest, Takeover::kPickup) < 500);
  CHECK(knob.value() == kHighest);
  CHECK(Turn(30000, Takeover::kPickup) < 200);
  knob.Put(10000);
  CHECK(Turn(5000, Takeover::kPickup) < 500);
  CHECK(IsAbout(knob.value(), 5000));
}

TEST_CASE_FIXTURE(Knob, "pickup: a knob that is turned past within a block has met the value") {
  knob.Follow(CountsAt(kHighest), Takeover::kPickup);
  for (int block = 0; block < 100; ++block) knob.Follow(CountsAt(kHighest), Takeover::kPickup);
  CHECK(knob.value() == kHighest);
}

TEST_CASE_FIXTURE(Knob, "fade: the value moves along, and they meet at the end without a step") {
  CHECK(Turn(16384 + 24576, Takeover::kFade) < 300);  // half of the way up that the knob has left
  CHECK(IsAbout(knob.value(), 49152 + 8192));         // and half of the value's
  CHECK(Turn(kHighest, Takeover::kFade) < 400);
  CHECK(knob.value() == kHighest);
  CHECK(Turn(1000, Takeover::kFade) < 200);
  CHECK(IsAbout(knob.value(), 1000));
}

TEST_CASE_FIXTURE(Knob, "fade: downwards the same, and back again nothing is lost") {
  CHECK(Turn(8192, Takeover::kFade) < 300);
  CHECK(IsAbout(knob.value(), 24576));
  CHECK(Turn(0, Takeover::kFade) < 400);
  CHECK(knob.value() == 0);
}

// Pots of 1 % stop up to a hundredth of their travel before their ends; there a function knob is at
// the end for good, and so is its parameter, however noisy the converter is.
TEST_CASE("both ends are reached with pots that stop early, and held") {
  WithEach([](Converter& converter) {
    NoisyPanel panel(&converter);
    const auto read = [&](double counts) { return panel.Next(counts, [](double) { return 0; }).knobs[0]; };
    for (const auto& [stop, end] : {std::pair{0.01 * 65535, 0}, {0.99 * 65535, kHighest}}) {
      FunctionKnob knob;
      knob.Begin(read(65535 - stop), kHighest - end, true);
      for (int block = 0; block < kSecond; ++block) knob.Follow(read(stop), Takeover::kJump);
      for (int block = 0; block < 20 * kSecond; ++block) {
        CHECK_FALSE(knob.Follow(read(stop), Takeover::kJump));
        REQUIRE(knob.value() == end);
      }
    }
  });
}

struct Knobs {
  Knobs() { std::fill(std::begin(counts), std::end(counts), CountsAt(32768)); }

  float Get(size_t knob) { return panel.Get(static_cast<size_t>(kFunctionParameters[knob])); }
  void Set(ParameterId id, float value) { panel.Set(static_cast<uint32_t>(id), value); }
  void Play(int blocks = 200) {
    for (int block = 0; block < blocks; ++block) knobs.Follow(counts);
  }

  ParameterStore panel;
  FunctionKnobs knobs{&panel};
  uint16_t counts[kFunctions];
};

TEST_CASE_FIXTURE(Knobs, "where nothing was saved parameters are where the knobs stand") {
  knobs.Init(true);
  Play(1);
  for (size_t i = 0; i < kFunctions; ++i) {
    const ParameterRange& range = kParameterRanges[static_cast<size_t>(kFunctionParameters[i])];
    CHECK(Get(i) == doctest::Approx((range.minimum + range.maximum) / 2).epsilon(0.001));
  }
}

TEST_CASE_FIXTURE(Knobs, "what was saved stays until a knob is turned, and others stay then") {
  knobs.Init(false);
  const float before = Get(1);
  Play();
  CHECK(Get(0) == kParameterRanges[static_cast<size_t>(kFunctionParameters[0])].initial);
  counts[0] = CountsAt(0);
  Play();
  CHECK(Get(0) == kParameterRanges[static_cast<size_t>(kFunctionParameters[0])].minimum);
  CHECK(Get(1) == before);
}

TEST_CASE_FIXTURE(Knobs, "a value that somebody puts holds until the knob takes over") {
  knobs.Init(true);
  Play();
  const auto& range = kParameterRanges[static_cast<size_t>(kFunctionParameters[0])];
  Set(kFunctionParameters[0], range.maximum);
  Set(ParameterId::kTakeover, static_cast<float>(Takeover::kPickup));
  Play();
  CHECK(Get(0) == range.maximum);
  counts[0] = CountsAt(0);
  Play();
  CHECK(Get(0) == range.maximum);
  Set(ParameterId::kTakeover, static_cast<float>(Takeover::kJump));
  counts[0] = CountsAt(20000);
  Play();
  CHECK(Get(0) < range.maximum / 2);
}

}  // namespace
}  // namespace autocoder
