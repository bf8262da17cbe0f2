// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <initializer_list>

#include "module/lights.h"

namespace autocoder {
namespace {

TEST_CASE("one light for the mode and one for the model") {
  for (int mode = 0; mode < 4; ++mode) {
    for (int model = 0; model < 3; ++model) {
      LightState state;
      state.mode = static_cast<Mode>(mode);
      state.model = static_cast<uint8_t>(model);
      const Lights lights = LightsOf(state);
      for (int light = 0; light < kLightLevel; ++light) {
        const bool lit = light == kLightFilter + mode || light == kLightModelA + model;
        CHECK(lights.levels[light] == (lit ? 255 : 0));
      }
    }
  }
}

uint8_t LevelOf(float level) {
  LightState state;
  state.level = level;
  return LightsOf(state).levels[kLightLevel];
}

TEST_CASE("the level is shown in decibels") {
  CHECK(LevelOf(0) == 0);
  CHECK(LevelOf(0.00398f) == 0);  // -48 dB
  CHECK(LevelOf(1) == 255);
  CHECK(LevelOf(40) == 255);
  CHECK(LevelOf(0.063f) == doctest::Approx(128).epsilon(0.02));  // -24 dB
  uint8_t before = 0;
  for (float level = 0.004f; level < 1; level *= 1.05f) {
    CHECK(LevelOf(level) >= before);
    before = LevelOf(level);
  }
}

// How often the level's light comes on in a time.
int Flashes(LightState state, uint32_t ms) {
  int flashes = 0;
  bool lit = false;
  for (state.time_ms = 0; state.time_ms < ms; ++state.time_ms) {
    const bool now = LightsOf(state).levels[kLightLevel] == 255;
    if (now && !lit) ++flashes;
    lit = now;
  }
  return flashes;
}

TEST_CASE("each failure has its number of flashes, whatever the level is") {
  int code = 0;
  for (const Failure failure :
       {kMemoryFailed, kCodecFailed, kConvertersFailed, kStoreFailed, kDecoderFailed}) {
    ++code;
    LightState state;
    state.level = 1;
    state.failures = failure;
    const uint32_t turn_ms = static_cast<uint32_t>(code) * 400 + 1000;
    CHECK(Flashes(state, turn_ms) == code);
    CHECK(Flashes(state, 5 * turn_ms) == 5 * code);
  }
}

TEST_CASE("of several failures the first is told") {
  LightState state;
  state.failures = kDecoderFailed | kCodecFailed;
  CHECK(Flashes(state, 1800) == 2);
}

TEST_CASE("in safe mode the mode's light blinks, and only then") {
  for (const bool safe_mode : {true, false}) {
    LightState state;
    state.safe_mode = safe_mode;
    int lit = 0;
    for (state.time_ms = 0; state.time_ms < 10000; ++state.time_ms) {
      lit += LightsOf(state).levels[kLightFilter] == 255;
    }
    CHECK(lit == (safe_mode ? 5000 : 10000));
  }
}

}  // namespace
}  // namespace autocoder
