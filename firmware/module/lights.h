// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_LIGHTS_H_
#define AUTOCODER_MODULE_LIGHTS_H_

#include <cstdint>

#include "audio_types.h"
#include "engine/parameters.h"

namespace autocoder {

// What failed of the module's test of itself, a bit each; the light code of each is its number from
// 1 on.
enum Failure : uint8_t {
  kMemoryFailed = 1 << 0,
  kCodecFailed = 1 << 1,
  kConvertersFailed = 1 << 2,
  kStoreFailed = 1 << 3,
  kDecoderFailed = 1 << 4,
};

// What the lights tell.
struct LightState {
  Mode mode = Mode::kFilter;
  uint8_t model = 0;      // the slot that plays
  float level = 0;        // peak of the output
  uint8_t failures = 0;   // bits of Failure
  bool safe_mode = false;
  uint32_t time_ms = 0;
};

// One light for the mode, one for the model, and the level in decibels. In safe mode the mode's
// light blinks. After a failure the level's light blinks its code instead: so many short flashes,
// then a pause; of several failures the first.
Lights LightsOf(const LightState& state);

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_LIGHTS_H_
