// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_MEMORY_H_
#define AUTOCODER_BOARDS_DAISY_MEMORY_H_

// Sections of daisy.ld: memory that DMA reaches and no cache hides, cleared at the start; and memory
// that a reset keeps.
#define AUTOCODER_DMA_MEMORY __attribute__((section(".bss.dma"), aligned(32)))
#define AUTOCODER_RETAINED_MEMORY __attribute__((section(".bss.retained")))

#endif  // AUTOCODER_BOARDS_DAISY_MEMORY_H_
