// SPDX-License-Identifier: MIT
#include "boards/teensy41/external_memory.h"

#include <Arduino.h>

#include "boards/memory_test.h"

extern "C" {
extern uint8_t external_psram_size;  // in MB, of what the core found
// What the linker script places in PSRAM.
extern uint32_t _extram_start[];
extern uint32_t _extram_end[];
// Where it places the largest memory, there or elsewhere.
extern uint32_t large_begin[];
extern uint32_t large_end[];
}

namespace autocoder {
namespace {

constexpr size_t kStrideWords = 1021;  // no multiple of what chips are divided into

size_t Words(const uint32_t* begin, const uint32_t* end) {
  return (reinterpret_cast<uintptr_t>(end) - reinterpret_cast<uintptr_t>(begin)) / sizeof(uint32_t);
}

// Past the cache.
struct Large {
  void Write(size_t word, uint32_t value) {
    volatile uint32_t* place = At(word);
    *place = value;
    arm_dcache_flush_delete(const_cast<uint32_t*>(place), sizeof(*place));
  }
  uint32_t Read(size_t word) { return *At(word); }
  static volatile uint32_t* At(size_t word) { return large_begin + word; }
};

}  // namespace

bool ExternalMemoryFits() {
  const size_t bytes = Words(_extram_start, _extram_end) * sizeof(uint32_t);
  return bytes <= (size_t{external_psram_size} << 20);
}

bool LargeMemoryKeeps() {
  return MemoryKeeps(Large{}, Words(large_begin, large_end), kStrideWords);
}

}  // namespace autocoder
