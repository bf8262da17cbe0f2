// SPDX-License-Identifier: MIT
#include "store/open_file.h"

namespace autocoder {

Status OpenFile::Open(const char* path, int flags, const lfs_attr* attribute) {
  const Status closed = Close();
  if (closed != Status::kOk) return closed;
  config_ = {};
  config_.buffer = cache_;
  if (attribute != nullptr) {
    attribute_ = *attribute;
    config_.attrs = &attribute_;
    config_.attr_count = 1;
  }
  const Status status = files_->StatusOf(
      lfs_file_opencfg(files_->lfs(), &file_, path, flags, &config_));
  open_ = status == Status::kOk;
  return status;
}

Status OpenFile::Close() {
  if (!open_) return Status::kOk;
  open_ = false;
  return files_->StatusOf(lfs_file_close(files_->lfs(), &file_));
}

Status OpenFile::ReadAt(uint32_t offset, void* data, size_t size) {
  const lfs_soff_t place = lfs_file_seek(files_->lfs(), &file_, static_cast<lfs_soff_t>(offset),
                                         LFS_SEEK_SET);
  if (place < 0) return files_->StatusOf(place);
  const lfs_ssize_t got = lfs_file_read(files_->lfs(), &file_, data, static_cast<lfs_size_t>(size));
  if (got >= 0 && static_cast<size_t>(got) < size) return Status::kTruncated;
  return files_->StatusOf(got);
}

Status OpenFile::SeekEnd() {
  return files_->StatusOf(lfs_file_seek(files_->lfs(), &file_, 0, LFS_SEEK_END));
}

Status OpenFile::Write(const void* data, size_t size) {
  return files_->StatusOf(
      lfs_file_write(files_->lfs(), &file_, data, static_cast<lfs_size_t>(size)));
}

Status OpenFile::Sync() { return files_->StatusOf(lfs_file_sync(files_->lfs(), &file_)); }

uint32_t OpenFile::bytes() {
  const lfs_soff_t size = lfs_file_size(files_->lfs(), &file_);
  return size < 0 ? 0 : static_cast<uint32_t>(size);
}

}  // namespace autocoder
