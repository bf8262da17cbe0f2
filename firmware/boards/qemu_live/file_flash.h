// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_FILE_FLASH_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_FILE_FLASH_H_

#include "boards/qemu_live/host_file.h"
#include "flash_device.h"

namespace autocoder {

// Flash that is a file: each call has happened, whole, when it returns, so that killing the emulator
// is a power cut between two operations.
class FileFlash : public FlashDevice {
 public:
  // An erased one where the file is missing, and for the part that a killed emulator left out.
  bool Open(const char* path);
  void Close() { file_.Close(); }

  size_t bytes() const override;
  bool Read(size_t offset, void* bytes, size_t count) override;
  bool Program(size_t offset, const void* bytes, size_t count) override;
  bool Erase(size_t offset) override;
  bool Sync() override { return file_.is_open(); }

 private:
  bool FillUp();
  bool Inside(size_t offset, size_t count, size_t unit) const;

  HostFile file_;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_FILE_FLASH_H_
