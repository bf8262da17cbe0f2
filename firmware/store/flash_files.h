// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_FLASH_FILES_H_
#define AUTOCODER_STORE_FLASH_FILES_H_

#include <cstddef>
#include <cstdint>

#include <lfs.h>

#include "flash_device.h"
#include "status.h"

namespace autocoder {

// Of each file that is open, too: as little as the flash can program at once.
constexpr size_t kFileCacheBytes = kFlashProgramBytes;

// littlefs on a flash device, with the memory that it needs. Whole folders only come and go here;
// what is in files is others' concern.
class FlashFiles {
 public:
  // Takes the file system that is there. kNotFound where there is none, kUnsupportedVersion for
  // one of another make, kStoreFailed where the flash fails.
  Status Mount(FlashDevice* flash);

  // Makes an empty one in its place.
  Status Format(FlashDevice* flash);

  bool Has(const char* path);
  Status MakeFolder(const char* path);  // well also where there is one
  Status Rename(const char* from, const char* to);
  Status Remove(const char* path);      // well also where there is nothing
  Status RemoveTree(const char* path);  // again after a cut, if need be

  // Keeps the number of erases over a power cut, once it is worth a page of flash: call it along
  // with other writes. A cut forgets as many as the last few writes took.
  void KeepErases();

  uint32_t blocks() const { return config_.block_count; }
  uint32_t UsedBlocks();  // reads all over the flash
  uint32_t erases() const { return kept_erases_ + new_erases_; }

  // What an error of littlefs means to others; values from 0 on are kOk.
  Status StatusOf(int error);

  lfs_t* lfs() { return &lfs_; }

 private:
  static int Read(const lfs_config* config, lfs_block_t block, lfs_off_t offset, void* bytes,
                  lfs_size_t count);
  static int Program(const lfs_config* config, lfs_block_t block, lfs_off_t offset,
                     const void* bytes, lfs_size_t count);
  static int Erase(const lfs_config* config, lfs_block_t block);
  static int Sync(const lfs_config* config);
  static FlashFiles* Of(const lfs_config* config);

  void Configure(FlashDevice* flash);
  int Outcome(bool done, int error);
  bool FirstIn(const char* path, lfs_info* info);

  // A bit for each of 8 MB: one look at all files finds every free block.
  static constexpr size_t kLookaheadBytes = 256;

  FlashDevice* flash_ = nullptr;
  lfs_t lfs_;
  lfs_config config_ = {};
  uint32_t kept_erases_ = 0;
  uint32_t new_erases_ = 0;
  bool flash_failed_ = false;  // since something last went well
  alignas(4) uint8_t read_cache_[kFileCacheBytes];
  alignas(4) uint8_t program_cache_[kFileCacheBytes];
  alignas(4) uint8_t lookahead_[kLookaheadBytes];
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_FLASH_FILES_H_
