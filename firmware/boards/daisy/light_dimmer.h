// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_LIGHT_DIMMER_H_
#define AUTOCODER_BOARDS_DAISY_LIGHT_DIMMER_H_

#include <cstddef>
#include <cstdint>

#include "audio_types.h"

namespace autocoder {

// Dims lights by having each on in as many of 255 steps as its level says, spread as evenly as they
// go: at a given rate of steps a dim light then flickers least.
class LightDimmer {
 public:
  static constexpr unsigned kSteps = 255;

  // Bit i: whether light i is on in the next step.
  uint32_t Next(const volatile uint8_t* levels) {
    uint32_t on = 0;
    for (size_t i = 0; i < kLights; ++i) {
      const unsigned sum = carried_[i] + levels[i];
      if (sum >= kSteps) on |= 1u << i;
      carried_[i] = static_cast<uint8_t>(sum >= kSteps ? sum - kSteps : sum);
    }
    return on;
  }

 private:
  uint8_t carried_[kLights] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_LIGHT_DIMMER_H_
