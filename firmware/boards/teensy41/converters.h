// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_
#define AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_

#include <cstdint>

#include "boards/teensy41/panel_scan.h"

namespace autocoder {

// Sets both converters to 12 bits, each value the mean of several; false where one does not convert.
bool InitConverters();

// Begins to convert a pair, which takes a dozen microseconds. The core's analogRead would wait, and run
// what sketches do in a yield meanwhile.
void BeginPair(const PinPair& pair);

// 16-bit counts of the pair that was begun; false where a converter is still at it.
bool EndPair(uint16_t* first, uint16_t* second);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_
