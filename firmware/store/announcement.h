// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_ANNOUNCEMENT_H_
#define AUTOCODER_STORE_ANNOUNCEMENT_H_

#include <cstddef>
#include <cstdint>

#include <lfs.h>

#include "store/flash_files.h"

namespace autocoder {

constexpr size_t kHashBytes = 32;

// What is to become a slot's model.
struct Upload {
  uint8_t slot;
  uint32_t bytes;
  uint8_t hash[kHashBytes];
};

// An upload as an attribute of its file, so that it moves along when that becomes the model.
class Announcement {
 public:
  void Set(const Upload& upload);
  Upload upload() const;

  // False where the file is not there, or was never announced.
  bool ReadFrom(FlashFiles* files, const char* path);

  // For OpenFile.
  lfs_attr attribute() { return {kType, &kept_, sizeof(kept_)}; }

 private:
  static constexpr uint8_t kType = 'u';

  struct Kept {
    uint32_t bytes;
    uint8_t hash[kHashBytes];
    uint8_t slot;
    uint8_t unused[3];
  };
  static_assert(sizeof(Kept) == 40);

  Kept kept_ = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_ANNOUNCEMENT_H_
