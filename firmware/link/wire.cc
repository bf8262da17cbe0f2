// SPDX-License-Identifier: MIT
#include "link/wire.h"

#include <cstring>

namespace autocoder {

void Reader::Fail() {
  ok_ = false;
  left_ = 0;
}

void Reader::Take(void* to, size_t size) {
  if (left_ == 0) return;
  if (left_ < size) return Fail();
  std::memcpy(to, next_, size);
  next_ += size;
  left_ -= size;
}

void Reader::Field(Text* text) {
  uint8_t size = 0;
  Take(&size, sizeof(size));
  if (size > left_ || !IsUtf8(next_, size)) return Fail();
  *text = {reinterpret_cast<const char*>(next_), size};
  next_ += size;
  left_ -= size;
}

void Reader::Field(Bytes* bytes) {
  *bytes = {next_, left_};
  left_ = 0;
}

void Writer::Put(const void* from, size_t size) {
  if (size > most_ - size_) ok_ = false;
  if (!ok_ || size == 0) return;
  std::memcpy(begin_ + size_, from, size);
  size_ += size;
}

void Writer::Field(const Text* text) {
  Put(&text->size, sizeof(text->size));
  Put(text->begin, text->size);
}

void Writer::Field(const Bytes* bytes) { Put(bytes->begin, bytes->size); }

bool IsUtf8(const uint8_t* bytes, size_t size) {
  // The least code point of characters with one, two and three further bytes.
  constexpr uint32_t kLeast[] = {0x80, 0x800, 0x10000};
  size_t at = 0;
  while (at < size) {
    const uint8_t first = bytes[at++];
    if (first < 0x80) continue;
    if (first < 0xC0 || first >= 0xF8) return false;
    const size_t more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    if (more > size - at) return false;
    uint32_t point = first & (0x3Fu >> more);
    for (size_t i = 0; i < more; ++i) {
      if ((bytes[at] & 0xC0) != 0x80) return false;
      point = point << 6 | (bytes[at++] & 0x3Fu);
    }
    const bool surrogate = point >= 0xD800 && point < 0xE000;
    if (point < kLeast[more - 1] || point > 0x10FFFF || surrogate) return false;
  }
  return true;
}

}  // namespace autocoder
