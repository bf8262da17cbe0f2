// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_STARTUP_H_
#define AUTOCODER_BOARDS_DAISY_STARTUP_H_

#include <cstdint>

namespace autocoder {

constexpr uint32_t kProcessorHz = 480'000'000;

// Whether the external memory kept what the start wrote there.
bool SdramKeeps();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_STARTUP_H_
