// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CRC32_H_
#define AUTOCODER_CRC32_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// Of the 16 values of half a byte: a table of all 256 would be a kilobyte of flash.
constexpr uint32_t kCrc32OfHalf[16] = {
    0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u,
    0x4DB26158u, 0x5005713Cu, 0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu,
    0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu};

// IEEE 802.3 CRC-32, the value of zlib.crc32; `before` is that of the bytes before these.
inline uint32_t Crc32(const void* data, size_t size, uint32_t before = 0) {
  const uint8_t* bytes = static_cast<const uint8_t*>(data);
  uint32_t crc = ~before;
  for (size_t i = 0; i < size; ++i) {
    crc ^= bytes[i];
    crc = (crc >> 4) ^ kCrc32OfHalf[crc & 15u];
    crc = (crc >> 4) ^ kCrc32OfHalf[crc & 15u];
  }
  return ~crc;
}

}  // namespace autocoder

#endif  // AUTOCODER_CRC32_H_
