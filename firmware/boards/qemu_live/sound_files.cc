// SPDX-License-Identifier: MIT
#include "boards/qemu_live/sound_files.h"

#include <algorithm>
#include <cstring>

#include <generated/sizes.h>

namespace autocoder {
namespace {

constexpr size_t kMostInputFrames = 5 * kSampleRateHz;
constexpr uint32_t kRingBlocks = 512;  // a power of two: the counts wrap around
constexpr uint32_t kBlocksOfPiece = 16;
constexpr size_t kBlockBytes = kBlockSamples * sizeof(StereoFrame);

StereoFrame input[kMostInputFrames + 1];
StereoFrame ring[kRingBlocks][kBlockSamples];

}  // namespace

bool LoopedInput::Open(const char* path) {
  frames_ = ReadHostFile(path, input, sizeof(input)) / sizeof(StereoFrame);
  return frames_ <= kMostInputFrames;
}

void LoopedInput::NextBlock(StereoFrame* out) {
  for (size_t i = 0; i < kBlockSamples; ++i) {
    out[i] = frames_ > 0 ? input[next_] : StereoFrame{};
    if (++next_ >= frames_) next_ = 0;
  }
}

bool Recorder::Open(const char* path) { return file_.Create(path); }

void Recorder::Close() { file_.Close(); }

void Recorder::Take(const StereoFrame* block) {
  if (!file_.is_open()) return;
  const uint32_t taken = taken_.load(std::memory_order_relaxed);
  const bool full = taken - written_.load(std::memory_order_acquire) == kRingBlocks;
  if (full || lost() > 0) {
    lost_.store(lost() + 1, std::memory_order_relaxed);
    return;
  }
  std::memcpy(ring[taken % kRingBlocks], block, kBlockBytes);
  taken_.store(taken + 1, std::memory_order_release);
}

bool Recorder::Write() { return WriteFrom(kBlocksOfPiece); }

bool Recorder::WriteAll() { return WriteFrom(1); }

bool Recorder::WriteFrom(uint32_t least_blocks) {
  while (file_.is_open()) {
    const uint32_t written = written_.load(std::memory_order_relaxed);
    const uint32_t waiting = taken_.load(std::memory_order_acquire) - written;
    if (waiting < least_blocks) break;
    const uint32_t first = written % kRingBlocks;
    const uint32_t count = std::min(waiting, kRingBlocks - first);
    if (!file_.Write(written_bytes_, ring[first], count * kBlockBytes)) {
      file_.Close();
      return false;
    }
    written_bytes_ += count * kBlockBytes;
    written_.store(written + count, std::memory_order_release);
  }
  return true;
}

}  // namespace autocoder
