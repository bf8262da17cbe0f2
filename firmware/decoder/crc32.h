// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_CRC32_H_
#define AUTOCODER_DECODER_CRC32_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// IEEE 802.3 CRC-32, the value of zlib.crc32. Bit by bit: it runs over a few
// kilobytes at boot, where a table would cost more flash than it saves time.
inline uint32_t Crc32(const void* data, size_t size) {
  constexpr uint32_t kReversedPolynomial = 0xEDB88320u;
  const uint8_t* bytes = static_cast<const uint8_t*>(data);
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < size; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ (crc & 1u ? kReversedPolynomial : 0u);
    }
  }
  return ~crc;
}

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_CRC32_H_
