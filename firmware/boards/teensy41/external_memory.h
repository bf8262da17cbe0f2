// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_EXTERNAL_MEMORY_H_
#define AUTOCODER_BOARDS_TEENSY41_EXTERNAL_MEMORY_H_

namespace autocoder {

// Whether PSRAM is soldered on, and enough for what the linker placed there, if anything.
bool ExternalMemoryFits();

// Whether the largest memory, there or elsewhere, keeps what is written. Destroys what was there; takes
// some ten milliseconds.
bool LargeMemoryKeeps();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_EXTERNAL_MEMORY_H_
