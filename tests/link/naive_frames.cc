// SPDX-License-Identifier: MIT
#include "naive_frames.h"

namespace autocoder {
namespace {

uint32_t BitwiseCrc32(const Octets& bytes, size_t count) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1u ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

// The piece without COBS; false where a code byte points beyond its end.
bool Unstuff(const Octets& piece, Octets* content) {
  for (size_t at = 0; at < piece.size();) {
    const size_t next = at + piece[at];
    if (next > piece.size()) return false;
    content->insert(content->end(), piece.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                    piece.begin() + static_cast<std::ptrdiff_t>(next));
    if (piece[at] != 0xFF && next < piece.size()) content->push_back(0);
    at = next;
  }
  return true;
}

bool Whole(const Octets& content) {
  if (content.size() < 6 || content.size() > kFrameBytes) return false;
  const size_t checked = content.size() - 4;
  uint32_t checksum = 0;
  for (size_t i = 0; i < 4; ++i) checksum |= static_cast<uint32_t>(content[checked + i]) << 8 * i;
  return BitwiseCrc32(content, checked) == checksum;
}

}  // namespace

NaiveFrames FindFrames(const Octets& wire) {
  NaiveFrames found;
  Octets piece;
  Octets content;
  for (uint8_t byte : wire) {
    if (byte != 0) {
      piece.push_back(byte);
      continue;
    }
    if (piece.empty()) continue;
    content.clear();
    if (Unstuff(piece, &content) && Whole(content)) {
      found.frames.push_back({content[0], content[1], Octets(content.begin() + 2, content.end() - 4)});
    } else {
      ++found.errors;
    }
    piece.clear();
  }
  return found;
}

}  // namespace autocoder
