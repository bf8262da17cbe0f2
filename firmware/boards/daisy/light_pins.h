// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_LIGHT_PINS_H_
#define AUTOCODER_BOARDS_DAISY_LIGHT_PINS_H_

#include "audio_types.h"

namespace autocoder {

// All dark, and a timer's interrupt that dims them from here on.
void StartLights();

void ShowLights(const Lights& lights);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_LIGHT_PINS_H_
