// SPDX-License-Identifier: MIT
#include "store/upload_file.h"

#include <algorithm>

#include "flash_device.h"

namespace autocoder {
namespace {

// A cut takes back at most 32 kB, a second of a slow link. Each sync costs a page of metadata, and
// now and then a block: about a fiftieth of what the pieces themselves cost.
constexpr uint32_t kBlocksBetweenSyncs = 8;

// How much of a file its first blocks hold: block n > 0 begins with one pointer of 4 bytes for each
// power of two that divides n, and one for 1 (littlefs's SPEC.md, CTZ skip-lists). Those of the
// blocks below n + 1 are 2n less the ones in n. A sync exactly there leaves no half block, which
// the next piece would have to copy.
constexpr uint32_t BytesOfBlocks(uint32_t blocks) {
  if (blocks == 0) return 0;
  uint32_t ones = 0;
  for (uint32_t rest = blocks - 1; rest != 0; rest &= rest - 1) ++ones;
  return blocks * static_cast<uint32_t>(kFlashEraseBytes) - 4 * (2 * (blocks - 1) - ones);
}
static_assert(BytesOfBlocks(1) == 4096 && BytesOfBlocks(2) == 4096 + 4092);
static_assert(BytesOfBlocks(3) == BytesOfBlocks(2) + 4088);

}  // namespace

void UploadFile::Find() {
  file_.Forget();
  bytes_ = 0;
  lfs_info info;
  found_ = announcement_.ReadFrom(files_, path_) && lfs_stat(files_->lfs(), path_, &info) >= 0;
  if (!found_) return;
  upload_ = announcement_.upload();
  bytes_ = info.size;
  found_ = bytes_ <= upload_.bytes;
}

Status UploadFile::Open(int flags) {
  const lfs_attr attribute = announcement_.attribute();
  return file_.Open(path_, LFS_O_WRONLY | flags, &attribute);
}

Status UploadFile::Begin(const Upload& upload) {
  Status status = Open(LFS_O_CREAT | LFS_O_TRUNC);
  if (status != Status::kOk) return FallBack(status);
  announcement_.Set(upload);
  status = file_.Sync();
  if (status != Status::kOk) return FallBack(status);
  upload_ = upload;
  found_ = true;
  bytes_ = 0;
  return Status::kOk;
}

Status UploadFile::Append(uint32_t offset, const void* data, size_t size) {
  if (!found_) return Status::kNoUpload;
  if (offset != bytes_) return Status::kWrongOffset;
  if (size > upload_.bytes - bytes_) return Status::kTooLarge;
  if (size == 0) return Status::kOk;
  Status status = file_.is_open() ? Status::kOk : Open(LFS_O_APPEND);
  if (status == Status::kOk) status = AppendOpen(static_cast<const uint8_t*>(data), size);
  return status == Status::kOk ? status : FallBack(status);
}

// The next end of a block at which to sync, or the end of all.
uint32_t UploadFile::NextSync() const {
  uint32_t blocks = bytes_ / kFlashEraseBytes / kBlocksBetweenSyncs * kBlocksBetweenSyncs;
  while (BytesOfBlocks(blocks) <= bytes_) blocks += kBlocksBetweenSyncs;
  return std::min(BytesOfBlocks(blocks), upload_.bytes);
}

Status UploadFile::AppendOpen(const uint8_t* data, size_t size) {
  while (size > 0) {
    const uint32_t next_sync = NextSync();
    const uint32_t count = std::min(static_cast<uint32_t>(size), next_sync - bytes_);
    Status status = file_.Write(data, count);
    if (status != Status::kOk) return status;
    bytes_ += count;
    data += count;
    size -= count;
    if (bytes_ == next_sync) status = file_.Sync();
    if (status != Status::kOk) return status;
  }
  return Status::kOk;
}

Status UploadFile::FallBack(Status why) {
  file_.Close();
  Find();
  return why;
}

Status UploadFile::Close() {
  const Status status = file_.Close();
  return status == Status::kOk ? status : FallBack(status);
}

}  // namespace autocoder
