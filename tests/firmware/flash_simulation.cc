// SPDX-License-Identifier: MIT
#include "flash_simulation.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace autocoder {
namespace {

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "flash simulation: %s\n", what);
  std::abort();
}

uint32_t NextRandom(uint32_t* state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

bool OnlyClears(const uint8_t* place, const uint8_t* wanted, size_t count) {
  for (size_t i = 0; i < count; i += sizeof(uint64_t)) {
    uint64_t old_bits;
    uint64_t new_bits;
    std::memcpy(&old_bits, place + i, sizeof(old_bits));
    std::memcpy(&new_bits, wanted + i, sizeof(new_bits));
    if ((old_bits & new_bits) != new_bits) return false;
  }
  return true;
}

}  // namespace

FlashSimulation::FlashSimulation(size_t blocks)
    : image_(blocks * kFlashEraseBytes), erases_of_blocks_(blocks), wearing_(blocks) {
  // As no flash comes: whoever reads before erasing shall not find zeros or ones.
  uint32_t state = 1;
  for (uint8_t& byte : image_) byte = static_cast<uint8_t>(NextRandom(&state));
}

bool FlashSimulation::Read(size_t offset, void* bytes, size_t count) {
  Require(offset <= image_.size() && count <= image_.size() - offset, "read beyond the end");
  if (off_) return false;
  std::memcpy(bytes, image_.data() + offset, count);
  return true;
}

bool FlashSimulation::Program(size_t offset, const void* bytes, size_t count) {
  Require(offset <= image_.size() && count <= image_.size() - offset, "program beyond the end");
  Require(offset % kFlashProgramBytes == 0 && count % kFlashProgramBytes == 0, "no whole pages");
  for (size_t done = 0; done < count; done += kFlashProgramBytes) {
    if (!ProgramPage(offset + done, static_cast<const uint8_t*>(bytes) + done)) return false;
  }
  return true;
}

bool FlashSimulation::ProgramPage(size_t offset, const uint8_t* bytes) {
  if (off_) return false;
  uint8_t* place = image_.data() + offset;
  const Wearing wearing = wearing_[offset / kFlashEraseBytes];
  if (wearing != Wearing::kNot) return wearing == Wearing::kSilently;
  Require(OnlyClears(place, bytes, kFlashProgramBytes), "programming cannot set bits");
  return Operation(&pages_, place, bytes, kFlashProgramBytes);
}

bool FlashSimulation::Erase(size_t offset) {
  Require(offset < image_.size() && offset % kFlashEraseBytes == 0, "no block to erase");
  if (off_) return false;
  const size_t block = offset / kFlashEraseBytes;
  if (wearing_[block] != Wearing::kNot) return wearing_[block] == Wearing::kSilently;
  ++erases_of_blocks_[block];
  static const Image erased(kFlashEraseBytes, 0xFF);
  return Operation(&erases_, image_.data() + offset, erased.data(), kFlashEraseBytes);
}

bool FlashSimulation::Sync() { return !off_; }

bool FlashSimulation::Operation(uint64_t* counter, uint8_t* place, const uint8_t* wanted,
                                size_t count) {
  off_ = operations() == cut_at_;
  ++*counter;
  if (!off_ || outcome_ == CutOutcome::kDone) {
    std::memcpy(place, wanted, count);
  } else if (outcome_ == CutOutcome::kPartlyDone) {
    DoPartly(place, wanted, count);
  }
  return !off_;
}

// Some stretch of the bytes, each with some of its bits, in one way of two: as far as it came, or
// all over.
void FlashSimulation::DoPartly(uint8_t* place, const uint8_t* wanted, size_t count) {
  uint32_t state = seed_ * 2654435761u + 1;
  const bool from_the_start = NextRandom(&state) % 2 == 0;
  const size_t end = from_the_start ? NextRandom(&state) % (count + 1) : count;
  for (size_t i = 0; i < end; ++i) {
    const uint8_t bits = static_cast<uint8_t>(NextRandom(&state));
    const bool whole = from_the_start && i + 1 < end;
    place[i] = whole ? wanted[i] : static_cast<uint8_t>((place[i] & ~bits) | (wanted[i] & bits));
  }
}

void FlashSimulation::CutAt(uint64_t operation, CutOutcome outcome, uint32_t seed) {
  cut_at_ = operations() + operation;
  outcome_ = outcome;
  seed_ = seed;
}

void FlashSimulation::PowerOn() {
  off_ = false;
  cut_at_ = UINT64_MAX;
}

uint32_t FlashSimulation::most_erases_of_a_block() const {
  return *std::max_element(erases_of_blocks_.begin(), erases_of_blocks_.end());
}

void FlashSimulation::Wear(size_t block, bool says_so) {
  wearing_[block] = says_so ? Wearing::kOpenly : Wearing::kSilently;
}

}  // namespace autocoder
