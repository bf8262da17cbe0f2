// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_CLOCK_H_
#define AUTOCODER_BOARDS_DAISY_CLOCK_H_

namespace autocoder {

// From the framework's 400 MHz to kProcessorHz. Audio, external memory, converters and USB have
// clocks of their own, which stay.
void RaiseProcessorClock();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_CLOCK_H_
