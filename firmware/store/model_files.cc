// SPDX-License-Identifier: MIT
#include "store/model_files.h"

#include <cstring>

namespace autocoder {
namespace {

// Kept free of models for presets, which take a block each, settings, and the copies that littlefs
// makes of folders before it lets the old ones go.
constexpr uint32_t kBlocksForOthers = 24;

// Most blocks of a file begin with one or two pointers.
constexpr uint32_t kLeastBytesInBlock = kFlashEraseBytes - 8;

bool IsSame(const Upload& one, const Upload& other) {
  return one.slot == other.slot && one.bytes == other.bytes &&
         std::memcmp(one.hash, other.hash, kHashBytes) == 0;
}

uint32_t BlocksFor(uint32_t bytes) { return bytes / kLeastBytesInBlock + 1; }

}  // namespace

Path ModelFiles::PathOf(uint8_t slot) {
  static_assert(kStoreSlots <= 10);
  const char name[] = {static_cast<char>('0' + slot), '\0'};
  return Path(kFolder, name);
}

void ModelFiles::Find() {
  reading_.Forget();
  reading_place_ = kNothing;
  upload_.Find();
}

Status ModelFiles::Close() {
  const Status status = StopReading();
  return status == Status::kOk ? upload_.Close() : status;
}

Status ModelFiles::StopReading() {
  reading_place_ = kNothing;
  return reading_.Close();
}

// An upload that is given up makes room for the next.
bool ModelFiles::Fits(uint32_t bytes) {
  const uint32_t used = files_->UsedBlocks() - upload_.bytes() / kFlashEraseBytes;
  return used + BlocksFor(bytes) + kBlocksForOthers <= files_->blocks();
}

Status ModelFiles::BeginUpload(const Upload& upload, uint32_t* offset) {
  if (upload.slot >= kStoreSlots) return Status::kUnknownSlot;
  if (upload_.upload() != nullptr && IsSame(*upload_.upload(), upload)) {
    *offset = upload_.bytes();
    return Status::kOk;
  }
  Status status = Close();
  if (status != Status::kOk) return status;
  if (!Fits(upload.bytes)) return Status::kStoreFull;
  *offset = 0;
  return upload_.Begin(upload);
}

Status ModelFiles::AppendUpload(uint32_t offset, const void* data, size_t size) {
  const Status status = reading_place_ == kTheUpload ? StopReading() : Status::kOk;
  return status == Status::kOk ? upload_.Append(offset, data, size) : status;
}

Status ModelFiles::ReadUpload(uint32_t offset, void* data, size_t size) {
  if (upload_.upload() == nullptr) return Status::kNoUpload;
  const Status status = upload_.Close();
  return status == Status::kOk ? ReadPiece(kTheUpload, kUploadPath, offset, data, size) : status;
}

Status ModelFiles::CommitUpload() {
  if (upload_.upload() == nullptr) return Status::kNoUpload;
  if (!upload_.has_come()) return Status::kTruncated;
  Status status = Close();
  if (status != Status::kOk) return status;
  status = files_->Rename(kUploadPath, PathOf(upload_.upload()->slot));
  if (status == Status::kOk) upload_.Find();
  return status;
}

Status ModelFiles::AbortUpload() {
  Status status = Close();
  if (status != Status::kOk) return status;
  status = files_->Remove(kUploadPath);
  upload_.Find();
  return status;
}

uint32_t ModelFiles::Bytes(uint8_t slot) {
  Announcement announcement;
  if (slot >= kStoreSlots || !announcement.ReadFrom(files_, PathOf(slot))) return 0;
  return announcement.upload().bytes;
}

Status ModelFiles::Hash(uint8_t slot, uint8_t* hash) {
  if (slot >= kStoreSlots) return Status::kUnknownSlot;
  Announcement announcement;
  if (!announcement.ReadFrom(files_, PathOf(slot))) return Status::kNotFound;
  std::memcpy(hash, announcement.upload().hash, kHashBytes);
  return Status::kOk;
}

Status ModelFiles::Read(uint8_t slot, uint32_t offset, void* data, size_t size) {
  if (slot >= kStoreSlots) return Status::kUnknownSlot;
  return ReadPiece(slot, PathOf(slot), offset, data, size);
}

Status ModelFiles::Remove(uint8_t slot) {
  if (slot >= kStoreSlots) return Status::kUnknownSlot;
  const Status status = StopReading();
  return status == Status::kOk ? files_->Remove(PathOf(slot)) : status;
}

Status ModelFiles::ReadPiece(uint8_t place, const char* path, uint32_t offset, void* data,
                         size_t size) {
  if (reading_place_ != place) {
    reading_place_ = kNothing;
    const Status status = reading_.Open(path, LFS_O_RDONLY);
    if (status != Status::kOk) return status;
    reading_place_ = place;
  }
  return reading_.ReadAt(offset, data, size);
}

}  // namespace autocoder
