// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_OPEN_FILE_H_
#define AUTOCODER_STORE_OPEN_FILE_H_

#include <cstddef>
#include <cstdint>

#include <lfs.h>

#include "status.h"
#include "store/flash_files.h"

namespace autocoder {

// One file at a time, with the memory that an open one needs. What is written counts from the next
// Sync or Close on, as a whole.
class OpenFile {
 public:
  explicit OpenFile(FlashFiles* files) : files_(files) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // `flags` are littlefs's. With an attribute, which is the caller's memory, each Sync keeps that,
  // too, in the same moment. kNotFound, kStoreFull, kStoreFailed.
  Status Open(const char* path, int flags, const lfs_attr* attribute = nullptr);

  // Closing what is not open is well.
  Status Close();

  // Forgets that a file is open, and what was written: after the flash was taken away.
  void Forget() { open_ = false; }

  // kTruncated where the file ends before.
  Status ReadAt(uint32_t offset, void* data, size_t size);

  Status SeekEnd();
  Status Write(const void* data, size_t size);
  Status Sync();

  bool is_open() const { return open_; }
  uint32_t bytes();

 private:
  FlashFiles* files_;
  bool open_ = false;
  lfs_file_t file_;
  lfs_attr attribute_;
  lfs_file_config config_;
  alignas(4) uint8_t cache_[kFileCacheBytes];
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_OPEN_FILE_H_
