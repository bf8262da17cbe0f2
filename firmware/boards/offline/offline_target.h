// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_OFFLINE_OFFLINE_TARGET_H_
#define AUTOCODER_BOARDS_OFFLINE_OFFLINE_TARGET_H_

#include <cstdint>

namespace autocoder {

// What the file player needs of the machine below it; each offline board implements these.

// Makes arithmetic treat subnormal numbers as zero, as the module does.
void FlushSubnormals();

// A mark in time, and the instructions executed between two marks (0 where that is unknown).
uint32_t InstructionMark();
uint32_t InstructionsBetween(uint32_t begin, uint32_t end);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_OFFLINE_OFFLINE_TARGET_H_
