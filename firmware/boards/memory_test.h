// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_MEMORY_TEST_H_
#define AUTOCODER_BOARDS_MEMORY_TEST_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// Whether memory keeps what is written: every data line at the first word, and at one word in
// `stride` a value of its own, which no other word takes where the address lines are whole. Destroys
// what was there. `Memory` has Write(word, value) and Read(word); reading must not come from a cache.
template <typename Memory>
bool MemoryKeeps(Memory&& memory, size_t words, size_t stride) {
  for (uint32_t bit = 1; bit != 0; bit <<= 1) {
    for (const uint32_t value : {bit, ~bit}) {
      memory.Write(0, value);
      memory.Write(1, ~value);  // or the bus alone would remember it
      if (memory.Read(0) != value) return false;
    }
  }
  constexpr uint32_t kSpread = 2654435761u;  // odd: different words, different values
  for (const uint32_t inverted : {0u, ~0u}) {
    const auto value = [inverted](size_t word) {
      return (static_cast<uint32_t>(word) * kSpread) ^ inverted;
    };
    for (size_t word = 0; word < words; word += stride) memory.Write(word, value(word));
    for (size_t bit = 1; bit < words; bit *= 2) memory.Write(bit, value(bit));
    for (size_t word = 0; word < words; word += stride) {
      if (memory.Read(word) != value(word)) return false;
    }
    for (size_t bit = 1; bit < words; bit *= 2) {
      if (memory.Read(bit) != value(bit)) return false;
    }
  }
  return true;
}

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_MEMORY_TEST_H_
