// SPDX-License-Identifier: MIT
// Written by `make generated` from hardware/design/module.toml; do not edit.
#ifndef AUTOCODER_BOARDS_DAISY_PINS_H_
#define AUTOCODER_BOARDS_DAISY_PINS_H_

#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"

namespace autocoder {

// Numbers of the board's pins.
constexpr uint8_t kMultiplexerPin = 23;
constexpr uint8_t kSelectPins[3] = {7, 8, 26};  // A, B, C

// By latent: each knob's input of the multiplexer, each CV's pin.
constexpr uint8_t kKnobChannels[kLatents] = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr uint8_t kCvPins[kLatents] = {15, 16, 17, 18, 19, 20, 21, 22};

// mix, decay, brightness.
constexpr uint8_t kFunctionPins[kFunctions] = {24, 25, 28};

constexpr uint8_t kButtonPin = 27;
constexpr uint8_t kGatePin = 0;

// By Light.
constexpr uint8_t kLightPins[kLights] = {1, 2, 3, 4, 5, 6, 9, 10};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_PINS_H_
