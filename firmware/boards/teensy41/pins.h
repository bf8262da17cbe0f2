// SPDX-License-Identifier: MIT
// Written by `make generated` from hardware/design/module.toml; do not edit.
#ifndef AUTOCODER_BOARDS_TEENSY41_PINS_H_
#define AUTOCODER_BOARDS_TEENSY41_PINS_H_

#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"

namespace autocoder {

// Numbers of the board's pins.
constexpr uint8_t kMultiplexerPin = 38;
constexpr uint8_t kSelectPins[3] = {30, 31, 32};  // A, B, C

// By latent: each knob's input of the multiplexer, each CV's pin.
constexpr uint8_t kKnobChannels[kLatents] = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr uint8_t kCvPins[kLatents] = {14, 16, 17, 22, 24, 25, 26, 27};

// mix, decay, brightness.
constexpr uint8_t kFunctionPins[kFunctions] = {39, 40, 41};

constexpr uint8_t kButtonPin = 34;
constexpr uint8_t kGatePin = 35;

// By Light.
constexpr uint8_t kLightPins[kLights] = {0, 1, 2, 3, 4, 5, 9, 36};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_PINS_H_
