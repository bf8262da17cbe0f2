// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_AUDIO_H_
#define AUTOCODER_BOARDS_DAISY_AUDIO_H_

#include <cstdint>

#include "audio_types.h"
#include "boards/daisy/codec.h"

namespace autocoder {

// Sets up the audio interface for the codec; false where that fails.
bool InitAudio(const Codec& codec);

// From here on DMA interrupts once per block, and `audio` makes it from the panel as it stands.
void StartAudio(AudioCallback audio);
void StopAudio();

// Blocks that have begun since the start.
uint32_t BlocksBegun();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_AUDIO_H_
