// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MEMORY_BOARD_MEMORY_H_
#define AUTOCODER_MEMORY_BOARD_MEMORY_H_

#include <cstddef>

#include <generated/sizes.h>

#include "kernels/half_tile.h"

// What a board with one PSRAM chip of 8 MB has room and time for, such as a Teensy 4.1. The build's
// include path chooses this file or a namesake.
namespace autocoder {

// Time is the limit: a second of response is 15 MB to read in each second, of about 36 MB that four
// wires at 88 MHz carry in lines of 32 bytes.
constexpr size_t kBoardReverbSamples = kSampleRateHz;
constexpr size_t kBoardReverbBytes = 2 << 20;  // in external memory, at most

// Of one bundle that comes while the module runs, and of each decoder and encoder that it can hold:
// what a board with more memory takes is taken here, too.
constexpr size_t kBoardModelBytes = 768 << 10;
constexpr size_t kBoardDecoderBytes = 960 << 10;
constexpr size_t kBoardEncoderBytes = 448 << 10;

// What spectra are kept as: half the memory, and half of what a slow memory has to carry. The error
// of each is 75 dB below it, where the converters of such a board take 16 bits.
using SpectrumTile = HalfTile;

// Whether a long response has a tail of partitions of its own: half the work, and more memory.
constexpr bool kReverbHasTail = true;

// Of how many channels a new response can be written while the old one sounds.
constexpr size_t kDraftChannels = 2;

// How many sounds the reverb's freeze can hold.
constexpr size_t kReverbHolds = 1;

}  // namespace autocoder

#endif  // AUTOCODER_MEMORY_BOARD_MEMORY_H_
