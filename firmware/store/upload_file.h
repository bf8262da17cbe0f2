// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_UPLOAD_FILE_H_
#define AUTOCODER_STORE_UPLOAD_FILE_H_

#include <cstddef>
#include <cstdint>

#include "status.h"
#include "store/announcement.h"
#include "store/flash_files.h"
#include "store/open_file.h"

namespace autocoder {

// The file that a model comes into. It only grows, and a power cut takes at most its last pieces.
class UploadFile {
 public:
  UploadFile(FlashFiles* files, const char* path) : files_(files), path_(path), file_(files) {}

  // Looks for what an earlier start has left; what was open is forgotten.
  void Find();

  // An empty one in place of what was there.
  Status Begin(const Upload& upload);

  // kWrongOffset unless it goes on where the last piece ended, kTooLarge for more than was
  // announced. What fails takes the file back to where it was last synced.
  Status Append(uint32_t offset, const void* data, size_t size);

  // Keeps all that has come, and leaves the file to others until the next piece.
  Status Close();

  bool has_come() const { return found_ && bytes_ == upload_.bytes; }
  const Upload* upload() const { return found_ ? &upload_ : nullptr; }
  uint32_t bytes() const { return bytes_; }

 private:
  Status Open(int flags);
  Status AppendOpen(const uint8_t* data, size_t size);
  Status FallBack(Status why);
  uint32_t NextSync() const;

  FlashFiles* files_;
  const char* path_;
  bool found_ = false;
  Upload upload_ = {};
  Announcement announcement_;
  uint32_t bytes_ = 0;
  OpenFile file_;
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_UPLOAD_FILE_H_
