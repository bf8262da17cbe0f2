// SPDX-License-Identifier: MIT
#include "boards/qemu_live/file_flash.h"

#include <algorithm>
#include <cstring>

namespace autocoder {
namespace {

constexpr size_t kFlashBytes = 4 << 20;
constexpr uint8_t kErased = 0xFF;

uint8_t block[kFlashEraseBytes];

}  // namespace

bool FileFlash::Open(const char* path) {
  return (file_.OpenToChange(path) || file_.Create(path)) && FillUp();
}

bool FileFlash::FillUp() {
  for (size_t offset = 0; offset < kFlashBytes; offset += sizeof(block)) {
    const size_t there = file_.Read(offset, block, sizeof(block));
    std::memset(block + there, kErased, sizeof(block) - there);
    if (there < sizeof(block) && !file_.Write(offset, block, sizeof(block))) return false;
  }
  return true;
}

bool FileFlash::Inside(size_t offset, size_t count, size_t unit) const {
  return offset % unit == 0 && count % unit == 0 && count <= kFlashBytes &&
         offset <= kFlashBytes - count;
}

size_t FileFlash::bytes() const { return kFlashBytes; }

bool FileFlash::Read(size_t offset, void* bytes, size_t count) {
  return Inside(offset, count, 1) && file_.Read(offset, bytes, count) == count;
}

bool FileFlash::Program(size_t offset, const void* bytes, size_t count) {
  if (!Inside(offset, count, kFlashProgramBytes)) return false;
  for (size_t done = 0; done < count; done += kFlashProgramBytes) {
    const uint8_t* page = static_cast<const uint8_t*>(bytes) + done;
    if (file_.Read(offset + done, block, kFlashProgramBytes) != kFlashProgramBytes) return false;
    for (size_t i = 0; i < kFlashProgramBytes; ++i) block[i] &= page[i];
    if (!file_.Write(offset + done, block, kFlashProgramBytes)) return false;
  }
  return true;
}

bool FileFlash::Erase(size_t offset) {
  std::memset(block, kErased, sizeof(block));
  return Inside(offset, kFlashEraseBytes, kFlashEraseBytes) &&
         file_.Write(offset, block, sizeof(block));
}

}  // namespace autocoder
