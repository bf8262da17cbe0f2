// SPDX-License-Identifier: MIT
// Written by `make generated` from hardware/design/module.toml; do not edit.
#ifndef AUTOCODER_CONTROLS_FUNCTIONS_H_
#define AUTOCODER_CONTROLS_FUNCTIONS_H_

#include "audio_types.h"
#include "engine/parameters.h"

namespace autocoder {

// What each function knob sets.
constexpr ParameterId kFunctionParameters[kFunctions] = {
    ParameterId::kMix,
    ParameterId::kDecayS,
    ParameterId::kBrightness,
};

// What the gate switches on while it is high.
inline void ApplyGate(bool high, Parameters* parameters) {
  parameters->freeze = parameters->freeze || high;
}

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_FUNCTIONS_H_
