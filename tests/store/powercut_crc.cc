// SPDX-License-Identifier: MIT
// littlefs's checksum, eight bytes at a time. The linker takes it in place of the library's, which
// is small and, over so many trials, two thirds of the time.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <lfs_util.h>

namespace {

struct Tables {
  uint32_t of[8][256];  // a byte followed by so many zeros
};

constexpr Tables MakeTables() {
  Tables tables = {};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1u ? 0xEDB88320u : 0u);
    tables.of[0][byte] = crc;
  }
  for (int zeros = 1; zeros < 8; ++zeros) {
    for (uint32_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables.of[zeros - 1][byte];
      tables.of[zeros][byte] = (before >> 8) ^ tables.of[0][before & 255u];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

}  // namespace

extern "C" uint32_t lfs_crc(uint32_t crc, const void* buffer, size_t size) {
  const uint8_t* bytes = static_cast<const uint8_t*>(buffer);
  for (; size >= 8; size -= 8, bytes += 8) {
    uint64_t eight;
    std::memcpy(&eight, bytes, sizeof(eight));
    eight ^= crc;
    crc = 0;
    for (int i = 0; i < 8; ++i) crc ^= kTables.of[7 - i][(eight >> (8 * i)) & 255u];
  }
  for (; size > 0; --size) crc = (crc >> 8) ^ kTables.of[0][(crc ^ *bytes++) & 255u];
  return crc;
}
