// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_
#define AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_

#include <cstdint>

namespace autocoder {

// A pin to convert, and where its 16-bit counts go.
struct Conversion {
  uint8_t pin;
  uint16_t* counts;
};

// Sets both converters to 12 bits, each value the mean of several; false where one does not convert.
bool InitConverters();

// Both at a time, which takes a dozen microseconds; `first` by the first converter, `second` by the
// second. The core's analogRead would run what sketches do in a yield meanwhile.
void ConvertPair(const Conversion& first, const Conversion& second);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_CONVERTERS_H_
