// SPDX-License-Identifier: MIT
#include "store/store.h"

#include <initializer_list>

namespace autocoder {
namespace {

constexpr char kFolder[] = "/data";
constexpr char kForgotten[] = "/forgotten";  // a factory reset's, on its way out

}  // namespace

Status Store::Mount(FlashDevice* flash) {
  flash_ = flash;
  mounted_ = false;
  if (flash == nullptr) return Status::kNoStore;
  Status status = files_.Mount(flash);
  if (status == Status::kNotFound) status = files_.Format(flash);
  return status == Status::kOk ? Complete() : status;
}

// What a factory reset leaves, or a cut within one, becomes a store.
Status Store::Complete() {
  records_.Forget();
  models_.Find();
  Status status = files_.Has(kForgotten) ? files_.RemoveTree(kForgotten) : Status::kOk;
  if (status == Status::kOk && !files_.Has(ModelFiles::kFolder)) status = MakeFolders();
  mounted_ = status == Status::kOk;
  return status;
}

// That of the models last: where it is there, all are.
Status Store::MakeFolders() {
  for (const char* folder : {kFolder, kRecordsFolder, ModelFiles::kFolder}) {
    const Status status = files_.MakeFolder(folder);
    if (status != Status::kOk) return status;
  }
  return Status::kOk;
}

// The number of erases goes along with whatever was written.
Status Store::Kept(Status status) {
  if (status == Status::kOk) files_.KeepErases();
  return status;
}

Status Store::WriteRecord(const char* name, uint16_t version, const void* data, size_t size) {
  if (!mounted_) return Status::kNoStore;
  return Kept(records_.Write(name, version, data, size));
}

Status Store::ReadRecord(const char* name, uint16_t* version, void* data, size_t most,
                         size_t* size) {
  if (!mounted_) return Status::kNoStore;
  return records_.Read(name, version, data, most, size);
}

Status Store::RemoveRecord(const char* name) {
  if (!mounted_) return Status::kNoStore;
  return Kept(records_.Remove(name));
}

Status Store::BeginUpload(const Upload& upload, uint32_t* offset) {
  if (!mounted_) return Status::kNoStore;
  return Kept(models_.BeginUpload(upload, offset));
}

Status Store::AppendUpload(uint32_t offset, const void* data, size_t size) {
  if (!mounted_) return Status::kNoStore;
  return Kept(models_.AppendUpload(offset, data, size));
}

Status Store::ReadUpload(uint32_t offset, void* data, size_t size) {
  if (!mounted_) return Status::kNoStore;
  return models_.ReadUpload(offset, data, size);
}

Status Store::CommitUpload() {
  if (!mounted_) return Status::kNoStore;
  return Kept(models_.CommitUpload());
}

Status Store::AbortUpload() {
  if (!mounted_) return Status::kNoStore;
  return Kept(models_.AbortUpload());
}

uint32_t Store::ModelBytes(uint8_t slot) { return mounted_ ? models_.Bytes(slot) : 0; }

Status Store::ReadModel(uint8_t slot, uint32_t offset, void* data, size_t size) {
  return mounted_ ? models_.Read(slot, offset, data, size) : Status::kNoStore;
}

Status Store::ModelHash(uint8_t slot, uint8_t* hash) {
  return mounted_ ? models_.Hash(slot, hash) : Status::kNoStore;
}

Status Store::RemoveModel(uint8_t slot) {
  return mounted_ ? Kept(models_.Remove(slot)) : Status::kNoStore;
}

// The rename is the moment in which everything is forgotten; what follows can be done again.
Status Store::FactoryReset() {
  if (flash_ == nullptr) return Status::kNoStore;
  Status status = mounted_ ? models_.Close() : files_.Format(flash_);
  if (status != Status::kOk) return status;
  if (mounted_) status = files_.Rename(kFolder, kForgotten);
  if (status != Status::kOk) return status;
  return Kept(Complete());
}

StoreUsage Store::usage() {
  if (!mounted_) return {};
  const uint32_t block_bytes = kFlashEraseBytes;
  return {files_.blocks() * block_bytes, files_.UsedBlocks() * block_bytes, files_.blocks(),
          files_.erases()};
}

}  // namespace autocoder
