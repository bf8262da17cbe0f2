// SPDX-License-Identifier: MIT
#include "module/lights.h"

#include <algorithm>
#include <cmath>

#include <generated/sizes.h>

namespace autocoder {
namespace {

constexpr uint8_t kFull = 255;
constexpr float kLowestDb = -48;  // of the level
constexpr uint32_t kFlashMs = 200;  // on, and as long off
constexpr uint32_t kPauseMs = 1000;
constexpr uint32_t kSafeModeMs = 500;

uint8_t CodeOf(uint8_t failures) {
  uint8_t code = 1;
  while ((failures & 1) == 0) {
    failures = static_cast<uint8_t>(failures >> 1);
    ++code;
  }
  return code;
}

bool Flashes(uint8_t code, uint32_t time_ms) {
  const uint32_t flashes_ms = code * 2 * kFlashMs;
  const uint32_t at_ms = time_ms % (flashes_ms + kPauseMs);
  return at_ms < flashes_ms && at_ms % (2 * kFlashMs) < kFlashMs;
}

uint8_t Brightness(float level) {
  const float db = 20 * std::log10(std::max(level, 1e-6f));
  return static_cast<uint8_t>(std::lround(std::clamp(1 - db / kLowestDb, 0.0f, 1.0f) * kFull));
}

}  // namespace

static_assert(kLightReverb - kLightFilter == static_cast<int>(Mode::kReverb));
static_assert(kLightDrone - kLightFilter == static_cast<int>(Mode::kDrone));
static_assert(kLightModelC - kLightModelA == kModelSlots - 1);

Lights LightsOf(const LightState& state) {
  Lights lights = {};
  const bool mode_shows = !state.safe_mode || state.time_ms / kSafeModeMs % 2 == 0;
  if (mode_shows) lights.levels[kLightFilter + static_cast<size_t>(state.mode)] = kFull;
  lights.levels[kLightModelA + std::min<size_t>(state.model, kModelSlots - 1)] = kFull;
  lights.levels[kLightLevel] = Brightness(state.level);
  if (state.failures != 0) {
    lights.levels[kLightLevel] = Flashes(CodeOf(state.failures), state.time_ms) ? kFull : 0;
  }
  return lights;
}

}  // namespace autocoder
