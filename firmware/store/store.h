// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_STORE_H_
#define AUTOCODER_STORE_STORE_H_

#include <cstddef>
#include <cstdint>

#include "flash_device.h"
#include "status.h"
#include "store/announcement.h"
#include "store/flash_files.h"
#include "store/model_files.h"
#include "store/records.h"

namespace autocoder {

struct StoreUsage {
  uint32_t bytes;
  uint32_t used;    // bytes, in whole blocks
  uint32_t blocks;  // that can be erased, one by one
  uint32_t erases;  // of all blocks, ever, but for the last few before a power cut
};

// What a module keeps while it is switched off: records (settings, presets, calibration), models,
// and a model that is on its way. The main loop's. Wherever the power is cut, the next start finds
// each of them as it was before or as it should become, whole.
//
// Everything returns kNoStore before Mount has succeeded, kStoreFailed where the flash fails, and
// kStoreFull, leaving things as they were, where there is no room.
class Store {
 public:
  Store() : records_(&files_, kRecordsFolder), models_(&files_) {}
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Takes what is there, makes a store where there is none, and finishes a factory reset that was
  // cut. kUnsupportedVersion for the file system of another make, which only FactoryReset replaces.
  Status Mount(FlashDevice* flash);

  // In place of Mount: nothing is read or written, and only FactoryReset is not kNoStore.
  void LeaveAlone(FlashDevice* flash) { flash_ = flash; }

  // Records have names of at most 31 characters and at most 65535 bytes.
  Status WriteRecord(const char* name, uint16_t version, const void* data, size_t size);
  // kNotFound, kBadChecksum, and kTooLarge for more than `most` bytes.
  Status ReadRecord(const char* name, uint16_t* version, void* data, size_t most, size_t* size);
  Status RemoveRecord(const char* name);  // well also where there is none

  // One upload at a time. The same one goes on at `*offset`, any other begins anew.
  Status BeginUpload(const Upload& upload, uint32_t* offset);
  // kNoUpload, kWrongOffset unless it goes on where the last piece ended, kTooLarge.
  Status AppendUpload(uint32_t offset, const void* data, size_t size);
  // kTruncated beyond what has come. To read and append by turns is slow.
  Status ReadUpload(uint32_t offset, void* data, size_t size);
  const Upload* upload() const { return models_.upload().upload(); }  // null without one
  uint32_t upload_bytes() const { return models_.upload().bytes(); }  // that have come
  // The upload becomes its slot's model. kTruncated until it has come.
  Status CommitUpload();
  Status AbortUpload();  // well also without one

  uint32_t ModelBytes(uint8_t slot);  // 0 without one
  Status ReadModel(uint8_t slot, uint32_t offset, void* data, size_t size);
  Status ModelHash(uint8_t slot, uint8_t* hash);  // as it was announced
  Status RemoveModel(uint8_t slot);               // well also where there is none

  // Forgets everything at once. Also the way out where Mount takes nothing.
  Status FactoryReset();

  StoreUsage usage();

 private:
  static constexpr char kRecordsFolder[] = "/data/records";

  Status Complete();
  Status MakeFolders();
  Status Kept(Status status);

  FlashDevice* flash_ = nullptr;
  bool mounted_ = false;
  FlashFiles files_;
  Records records_;
  ModelFiles models_;
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_STORE_H_
