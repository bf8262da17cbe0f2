// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_BYTE_RING_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_BYTE_RING_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace autocoder {

// Bytes from one side to another, of which one may interrupt the other: one writes, one reads.
template <size_t kBytes>
class ByteRing {
 public:
  static_assert((kBytes & (kBytes - 1)) == 0);

  size_t used() const {
    return end_.load(std::memory_order_acquire) - begin_.load(std::memory_order_acquire);
  }
  size_t room() const { return kBytes - used(); }

  // Takes as many as there is room for; returns how many.
  size_t Push(const uint8_t* bytes, size_t count) {
    const size_t end = end_.load(std::memory_order_relaxed);
    const size_t taken = std::min(count, room());
    const size_t before_wrap = std::min(taken, kBytes - end % kBytes);
    std::memcpy(bytes_ + end % kBytes, bytes, before_wrap);
    std::memcpy(bytes_, bytes + before_wrap, taken - before_wrap);
    end_.store(end + taken, std::memory_order_release);
    return taken;
  }

  // Gives at most `most` of what there is; returns how many.
  size_t Pop(uint8_t* bytes, size_t most) {
    const size_t begin = begin_.load(std::memory_order_relaxed);
    const size_t given = std::min(most, used());
    const size_t before_wrap = std::min(given, kBytes - begin % kBytes);
    std::memcpy(bytes, bytes_ + begin % kBytes, before_wrap);
    std::memcpy(bytes + before_wrap, bytes_, given - before_wrap);
    begin_.store(begin + given, std::memory_order_release);
    return given;
  }

 private:
  uint8_t bytes_[kBytes];
  std::atomic<size_t> begin_{0};  // both count on and wrap around
  std::atomic<size_t> end_{0};
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_BYTE_RING_H_
