// SPDX-License-Identifier: MIT
#include "boards/teensy41/external_memory.h"

#include <Arduino.h>

#include "boards/memory_test.h"

extern "C" {
extern uint8_t external_psram_size;  // in MB, of what the core found
// What the linker script places there.
extern uint32_t external_begin[];
extern uint32_t external_end[];
}

namespace autocoder {
namespace {

constexpr size_t kStrideWords = 1021;  // no multiple of what chips are divided into

size_t Words() {
  return (reinterpret_cast<uintptr_t>(external_end) - reinterpret_cast<uintptr_t>(external_begin)) /
         sizeof(uint32_t);
}

// Past the cache.
struct External {
  void Write(size_t word, uint32_t value) {
    volatile uint32_t* place = At(word);
    *place = value;
    arm_dcache_flush_delete(const_cast<uint32_t*>(place), sizeof(*place));
  }
  uint32_t Read(size_t word) { return *At(word); }
  static volatile uint32_t* At(size_t word) { return external_begin + word; }
};

}  // namespace

bool ExternalMemoryFits() {
  return Words() * sizeof(uint32_t) <= (size_t{external_psram_size} << 20);
}

bool ExternalMemoryKeeps() { return MemoryKeeps(External{}, Words(), kStrideWords); }

}  // namespace autocoder
