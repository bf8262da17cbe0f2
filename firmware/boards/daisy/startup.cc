// SPDX-License-Identifier: MIT
// What has to be there before anything of ours is constructed: memory, its protection and caches, the
// clock. The framework's reset code has copied nothing (the bootloader put the image where it runs) and
// cleared the plain .bss alone.
#include "boards/daisy/startup.h"

#include <stm32_def.h>
#include <utility/sdram.h>
#include <wiring.h>

#include <cstddef>

#include "boards/daisy/clock.h"
#include "boards/daisy/memory_protection.h"
#include "boards/daisy/retained.h"
#include "boards/memory_test.h"

extern "C" {

extern uint32_t tight_begin[];
extern uint32_t tight_end[];
extern uint32_t fast_begin[];
extern uint32_t fast_end[];
extern uint32_t sdram_begin[];
extern uint32_t sdram_capacity[];  // its address is the number of bytes

}  // extern "C"

namespace autocoder {
namespace {

constexpr size_t kSdramTestStride = 1024;  // words: 32 thousand accesses take some milliseconds

bool sdram_keeps = false;

struct Sdram {
  void Write(size_t word, uint32_t value) { words[word] = value; }
  uint32_t Read(size_t word) { return words[word]; }

  volatile uint32_t* words;
};

void Clear(uint32_t* begin, uint32_t* end) {
  for (volatile uint32_t* word = begin; word < end; ++word) *word = 0;
}

// Before the data cache is on, or the cache would keep what the memory forgets.
bool StartSdram() {
  dsy_sdram_handle handle = {};
  handle.state = DSY_SDRAM_STATE_ENABLE;
  handle.pin_config[DSY_SDRAM_PIN_SDNWE] = dsy_pin(DSY_GPIOH, 5);
  if (dsy_sdram_init(&handle) != DSY_SDRAM_OK) return false;
  const size_t words = reinterpret_cast<size_t>(sdram_capacity) / sizeof(uint32_t);
  return MemoryKeeps(Sdram{sdram_begin}, words, kSdramTestStride);
}

}  // namespace

bool SdramKeeps() { return sdram_keeps; }

}  // namespace autocoder

extern "C" {

// 101 is the first priority that is not the compiler's: before every other constructor.
__attribute__((constructor(101))) void BringUp() {
  using namespace autocoder;
  Clear(tight_begin, tight_end);
  Clear(fast_begin, fast_end);
  HAL_NVIC_SetPriorityGrouping(NVIC_PRIORITYGROUP_4);
  ProtectMemory();
  StartRetainedMemory();  // a fault may come from here on
  SCB_EnableICache();
  init();  // the framework's: clocks at 400 MHz, tick, USB
  RaiseProcessorClock();
  sdram_keeps = StartSdram();
  SCB_EnableDCache();
}

}  // extern "C"
