// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MEMORY_BOARD_MEMORY_H_
#define AUTOCODER_MEMORY_BOARD_MEMORY_H_

#include <cstddef>

#include <generated/sizes.h>

#include "kernels/half_tile.h"

// What a board without external memory but more than 1.3 MB of its own has room for; no real board
// here is one. The build's include path chooses this file or its namesake.
namespace autocoder {

constexpr size_t kBoardReverbSamples = kShortReverbSamples;
constexpr size_t kBoardReverbBytes = 480 << 10;  // outside the fast memory, at most

// There is no room beside the built-in models for others that come while the module runs.
constexpr size_t kBoardModelBytes = 0;
constexpr size_t kBoardDecoderBytes = 288 << 10;  // of each
constexpr size_t kBoardEncoderBytes = 0;          // besides what a built-in one needs

// What spectra are kept as: the error of each is 75 dB below it, where the converters of such a
// board take 16 bits.
using SpectrumTile = HalfTile;

// Whether a long response has a tail of partitions of its own: half the work, and more memory.
constexpr bool kReverbHasTail = false;

// Of how many channels a new response can be written while the old one sounds.
constexpr size_t kDraftChannels = 1;

// How many sounds the reverb's freeze can hold: there its latents alone stay.
constexpr size_t kReverbHolds = 0;

}  // namespace autocoder

#endif  // AUTOCODER_MEMORY_BOARD_MEMORY_H_
