// SPDX-License-Identifier: MIT
#include "store/announcement.h"

#include <cstring>

namespace autocoder {

void Announcement::Set(const Upload& upload) {
  kept_ = {};
  kept_.bytes = upload.bytes;
  kept_.slot = upload.slot;
  std::memcpy(kept_.hash, upload.hash, kHashBytes);
}

Upload Announcement::upload() const {
  Upload upload = {kept_.slot, kept_.bytes, {}};
  std::memcpy(upload.hash, kept_.hash, kHashBytes);
  return upload;
}

bool Announcement::ReadFrom(FlashFiles* files, const char* path) {
  return lfs_getattr(files->lfs(), path, kType, &kept_, sizeof(kept_)) ==
         static_cast<lfs_ssize_t>(sizeof(kept_));
}

}  // namespace autocoder
