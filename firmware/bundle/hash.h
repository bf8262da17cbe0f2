// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BUNDLE_HASH_H_
#define AUTOCODER_BUNDLE_HASH_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

constexpr size_t kUploadHashBytes = 32;

// BLAKE2b of bytes that come in pieces.
class Hash {
 public:
  // A hash of 1 to 64 bytes.
  explicit Hash(size_t bytes = kUploadHashBytes) { Begin(bytes); }
  void Begin(size_t bytes = kUploadHashBytes);
  void Add(const void* data, size_t size);
  // Writes as many bytes as were asked for; Begin starts another.
  void End(uint8_t* hash);

 private:
  // What the library keeps; hash.cc sees that it fits.
  alignas(64) uint8_t state_[384];
  size_t bytes_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_BUNDLE_HASH_H_
