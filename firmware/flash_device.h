// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FLASH_DEVICE_H_
#define AUTOCODER_FLASH_DEVICE_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

constexpr size_t kFlashEraseBytes = 4096;
constexpr size_t kFlashProgramBytes = 256;

// NOR flash as a board has it for models and settings. Erasing sets all bits of a block,
// programming only clears bits. Offsets and sizes of Program are whole pages. All calls are the
// main loop's and return false where the hardware fails.
class FlashDevice {
 public:
  virtual size_t bytes() const = 0;
  virtual bool Read(size_t offset, void* bytes, size_t count) = 0;
  virtual bool Program(size_t offset, const void* bytes, size_t count) = 0;
  virtual bool Erase(size_t offset) = 0;  // kFlashEraseBytes
  virtual bool Sync() = 0;                // what was programmed survives a power cut from here on

 protected:
  ~FlashDevice() = default;
};

}  // namespace autocoder

#endif  // AUTOCODER_FLASH_DEVICE_H_
