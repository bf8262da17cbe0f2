// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_MEMORY_PROTECTION_H_
#define AUTOCODER_BOARDS_DAISY_MEMORY_PROTECTION_H_

namespace autocoder {

// Says what the processor may cache: not what DMA moves, nor what a reset must find; and makes it
// fault where nothing is to be touched. Caches are still off.
void ProtectMemory();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_MEMORY_PROTECTION_H_
