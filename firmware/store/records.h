// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_RECORDS_H_
#define AUTOCODER_STORE_RECORDS_H_

#include <cstddef>
#include <cstdint>

#include "status.h"
#include "store/flash_files.h"
#include "store/open_file.h"

namespace autocoder {

// Small files in a folder, each with a version and a checksum, replaced whole or not at all.
class Records {
 public:
  Records(FlashFiles* files, const char* folder) : folder_(folder), file_(files), files_(files) {}

  // kBadParameter for a name that no file can have.
  Status Write(const char* name, uint16_t version, const void* data, size_t size);

  // kNotFound, kBadChecksum, and kTooLarge for one of more than `most` bytes.
  Status Read(const char* name, uint16_t* version, void* data, size_t most, size_t* size);

  Status Remove(const char* name);  // well also where there is none

  void Forget() { file_.Forget(); }

 private:
  Status WriteOpen(uint16_t version, const void* data, size_t size);
  Status ReadOpen(uint16_t* version, void* data, size_t most, size_t* size);

  const char* folder_;
  OpenFile file_;
  FlashFiles* files_;
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_RECORDS_H_
