// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MEMORY_BOARD_MEMORY_H_
#define AUTOCODER_MEMORY_BOARD_MEMORY_H_

#include <cstddef>

#include <generated/sizes.h>

#include "kernels/tile_multiply_add.h"

// What a board with 32 MB of external memory or more has room for. The build's include path chooses
// this file or its namesake.
namespace autocoder {

constexpr size_t kBoardReverbSamples = kReverbSamples;
constexpr size_t kBoardReverbBytes = 32 << 20;  // in external memory, at most

// Of one bundle that comes while the module runs, and of each decoder and encoder that it can hold;
// a deep decoder with 1000 hidden values is the largest.
constexpr size_t kBoardModelBytes = 768 << 10;
constexpr size_t kBoardDecoderBytes = 960 << 10;
constexpr size_t kBoardEncoderBytes = 448 << 10;

// What spectra are kept as.
using SpectrumTile = BinTile;

// Whether a long response has a tail of partitions of its own: half the work, and more memory.
constexpr bool kReverbHasTail = true;

// Of how many channels a new response can be written while the old one sounds.
constexpr size_t kDraftChannels = 2;

// How many sounds the reverb's freeze can hold.
constexpr size_t kReverbHolds = 1;

}  // namespace autocoder

#endif  // AUTOCODER_MEMORY_BOARD_MEMORY_H_
