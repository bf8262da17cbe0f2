// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_SECTIONS_H_
#define AUTOCODER_BOARDS_SECTIONS_H_

// Zero-initialised memory that is large rather than fast: SDRAM where the board has it (not
// cleared at start there), plain memory elsewhere. The name makes it a kind of .bss everywhere.
#define AUTOCODER_LARGE_MEMORY __attribute__((section(".bss.sdram")))

#endif  // AUTOCODER_BOARDS_SECTIONS_H_
