// SPDX-License-Identifier: MIT
#include "store/flash_files.h"

#include <cstring>

#include "store/path.h"

namespace autocoder {
namespace {

constexpr char kRoot[] = "/";
constexpr uint8_t kErasesAttribute = 'e';

// Of 100 000 that a block endures; littlefs's advice is 100 to 1000.
constexpr int32_t kErasesBeforeMetadataMoves = 500;

constexpr uint32_t kErasesWorthKeeping = 32;

bool IsDots(const lfs_info& info) {
  return std::strcmp(info.name, ".") == 0 || std::strcmp(info.name, "..") == 0;
}

}  // namespace

FlashFiles* FlashFiles::Of(const lfs_config* config) {
  return static_cast<FlashFiles*>(config->context);
}

int FlashFiles::Outcome(bool done, int error) {
  if (done) return LFS_ERR_OK;
  flash_failed_ = true;
  return error;
}

int FlashFiles::Read(const lfs_config* config, lfs_block_t block, lfs_off_t offset, void* bytes,
                     lfs_size_t count) {
  FlashFiles* files = Of(config);
  const size_t place = size_t{block} * kFlashEraseBytes + offset;
  return files->Outcome(files->flash_->Read(place, bytes, count), LFS_ERR_IO);
}

// A block that can no longer be written is worn: littlefs takes another then.
int FlashFiles::Program(const lfs_config* config, lfs_block_t block, lfs_off_t offset,
                        const void* bytes, lfs_size_t count) {
  FlashFiles* files = Of(config);
  const size_t place = size_t{block} * kFlashEraseBytes + offset;
  return files->Outcome(files->flash_->Program(place, bytes, count), LFS_ERR_CORRUPT);
}

int FlashFiles::Erase(const lfs_config* config, lfs_block_t block) {
  FlashFiles* files = Of(config);
  ++files->new_erases_;
  return files->Outcome(files->flash_->Erase(size_t{block} * kFlashEraseBytes), LFS_ERR_CORRUPT);
}

int FlashFiles::Sync(const lfs_config* config) {
  FlashFiles* files = Of(config);
  return files->Outcome(files->flash_->Sync(), LFS_ERR_IO);
}

void FlashFiles::Configure(FlashDevice* flash) {
  flash_ = flash;
  lfs_ = {};
  config_ = {};
  kept_erases_ = new_erases_ = 0;
  flash_failed_ = false;
  config_.context = this;
  config_.read = Read;
  config_.prog = Program;
  config_.erase = Erase;
  config_.sync = Sync;
  config_.read_size = 1;
  config_.prog_size = kFlashProgramBytes;
  config_.block_size = kFlashEraseBytes;
  config_.block_count = static_cast<lfs_size_t>(flash->bytes() / kFlashEraseBytes);
  config_.block_cycles = kErasesBeforeMetadataMoves;
  config_.cache_size = kFileCacheBytes;
  config_.lookahead_size = kLookaheadBytes;
  config_.read_buffer = read_cache_;
  config_.prog_buffer = program_cache_;
  config_.lookahead_buffer = lookahead_;
}

Status FlashFiles::Mount(FlashDevice* flash) {
  Configure(flash);
  const int error = lfs_mount(&lfs_, &config_);
  if (error == LFS_ERR_CORRUPT) return Status::kNotFound;
  if (error == LFS_ERR_INVAL) return Status::kUnsupportedVersion;
  if (error < 0) return Status::kStoreFailed;
  lfs_getattr(&lfs_, kRoot, kErasesAttribute, &kept_erases_, sizeof(kept_erases_));
  return Status::kOk;
}

Status FlashFiles::Format(FlashDevice* flash) {
  Configure(flash);
  if (lfs_format(&lfs_, &config_) < 0) return Status::kStoreFailed;
  const uint32_t erases = new_erases_;
  const Status status = Mount(flash);
  new_erases_ = erases;
  return status == Status::kOk ? status : Status::kStoreFailed;
}

bool FlashFiles::Has(const char* path) {
  lfs_info info;
  return lfs_stat(&lfs_, path, &info) >= 0;
}

Status FlashFiles::MakeFolder(const char* path) {
  const int error = lfs_mkdir(&lfs_, path);
  return StatusOf(error == LFS_ERR_EXIST ? LFS_ERR_OK : error);
}

Status FlashFiles::Rename(const char* from, const char* to) {
  return StatusOf(lfs_rename(&lfs_, from, to));
}

Status FlashFiles::Remove(const char* path) {
  const int error = lfs_remove(&lfs_, path);
  return StatusOf(error == LFS_ERR_NOENT ? LFS_ERR_OK : error);
}

// Whether there is something in a folder, and what.
bool FlashFiles::FirstIn(const char* path, lfs_info* info) {
  lfs_dir_t folder;
  if (lfs_dir_open(&lfs_, &folder, path) < 0) return false;
  int found = lfs_dir_read(&lfs_, &folder, info);
  while (found > 0 && IsDots(*info)) found = lfs_dir_read(&lfs_, &folder, info);
  lfs_dir_close(&lfs_, &folder);
  return found > 0;
}

// A folder is looked at anew after each removal, which would otherwise shift what follows.
Status FlashFiles::RemoveTree(const char* path) {
  lfs_info info;
  while (FirstIn(path, &info)) {
    const Path inside(path, info.name);
    const Status status = info.type == LFS_TYPE_DIR ? RemoveTree(inside) : Remove(inside);
    if (status != Status::kOk) return status;
  }
  return Remove(path);
}

void FlashFiles::KeepErases() {
  if (new_erases_ < kErasesWorthKeeping) return;
  const uint32_t erases = this->erases();
  if (lfs_setattr(&lfs_, kRoot, kErasesAttribute, &erases, sizeof(erases)) < 0) return;
  new_erases_ = this->erases() - erases;
  kept_erases_ = erases;
}

uint32_t FlashFiles::UsedBlocks() {
  const lfs_ssize_t used = lfs_fs_size(&lfs_);
  return used < 0 ? blocks() : static_cast<uint32_t>(used);
}

Status FlashFiles::StatusOf(int error) {
  if (error >= 0) {
    flash_failed_ = false;
    return Status::kOk;
  }
  if (error == LFS_ERR_NOENT) return Status::kNotFound;
  // Where all blocks fail, littlefs runs out of them.
  if (error == LFS_ERR_NOSPC && !flash_failed_) return Status::kStoreFull;
  return Status::kStoreFailed;
}

}  // namespace autocoder
