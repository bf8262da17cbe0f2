// SPDX-License-Identifier: MIT
#include "boards/teensy41/program_flash.h"

#include <Arduino.h>

#include <cstring>

#include <generated/sizes.h>

#include "boards/teensy41/watchdog.h"

extern "C" {
// Of the core, which names LittleFS_Program as their only other caller.
void eepromemu_flash_write(void* address, const void* bytes, uint32_t count);
void eepromemu_flash_erase_sector(void* address);

// Where the linker script places the store.
extern uint8_t store_begin[];
extern uint8_t store_end[];
}

namespace autocoder {
namespace {

constexpr uint32_t kFadesPerSecond = 10;  // at least
constexpr uint32_t kBlocksPerSecond = kSampleRateHz / kBlockSamples;
constexpr uint32_t kSilentAfter = kBlocksPerSecond / 10;  // blocks: longer than a burst pauses

uint8_t page[kFlashProgramBytes];  // in RAM: what is programmed may come from the flash

}  // namespace

size_t ProgramFlash::bytes() const {
  return reinterpret_cast<uintptr_t>(store_end) - reinterpret_cast<uintptr_t>(store_begin);
}

bool ProgramFlash::Inside(size_t offset, size_t count, size_t unit) const {
  return offset % unit == 0 && count % unit == 0 && count <= bytes() &&
         offset <= bytes() - count;
}

bool ProgramFlash::Read(size_t offset, void* into, size_t count) {
  if (!Inside(offset, count, 1)) return false;
  std::memcpy(into, store_begin + offset, count);
  return true;
}

bool ProgramFlash::Program(size_t offset, const void* bytes, size_t count) {
  if (!Inside(offset, count, kFlashProgramBytes)) return false;
  const uint8_t* source = static_cast<const uint8_t*>(bytes);
  Begin();
  bool whole = true;
  for (size_t done = 0; whole && done < count; done += sizeof(page)) {
    uint8_t* place = store_begin + offset + done;
    std::memcpy(page, source + done, sizeof(page));
    eepromemu_flash_write(place, page, sizeof(page));
    whole = std::memcmp(place, page, sizeof(page)) == 0;
  }
  End();
  return whole;
}

bool ProgramFlash::Erase(size_t offset) {
  if (!Inside(offset, kFlashEraseBytes, kFlashEraseBytes)) return false;
  Begin();
  eepromemu_flash_erase_sector(store_begin + offset);
  End();
  for (size_t i = 0; i < kFlashEraseBytes; ++i) {
    if (store_begin[offset + i] != 0xFF) return false;
  }
  return true;
}

// Some 15 ms, once for a burst of writes. Where no blocks come, there is nothing to fade.
void ProgramFlash::Begin() {
  FeedWatchdog();
  if (!audio_runs_) return;
  mute_->Hold();
  const uint32_t begin = ARM_DWT_CYCCNT;
  while (!mute_->silent() && ARM_DWT_CYCCNT - begin < F_CPU_ACTUAL / kFadesPerSecond) {
  }
}

void ProgramFlash::End() {
  if (audio_runs_) mute_->Release(kSilentAfter);
}

}  // namespace autocoder
