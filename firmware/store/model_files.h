// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_MODEL_FILES_H_
#define AUTOCODER_STORE_MODEL_FILES_H_

#include <cstddef>
#include <cstdint>

#include "status.h"
#include "store/announcement.h"
#include "store/flash_files.h"
#include "store/open_file.h"
#include "store/path.h"
#include "store/upload_file.h"

namespace autocoder {

constexpr uint8_t kStoreSlots = 10;

// Models by slot, and one on its way to be one: files of a folder.
class ModelFiles {
 public:
  ModelFiles(FlashFiles* files) : files_(files), upload_(files, kUploadPath), reading_(files) {}

  static constexpr char kFolder[] = "/data/models";

  // Finds what is there; what was open is forgotten.
  void Find();

  // Keeps all that has come, and leaves the files to others.
  Status Close();

  Status BeginUpload(const Upload& upload, uint32_t* offset);
  Status AppendUpload(uint32_t offset, const void* data, size_t size);
  Status ReadUpload(uint32_t offset, void* data, size_t size);
  Status CommitUpload();
  Status AbortUpload();
  const UploadFile& upload() const { return upload_; }

  uint32_t Bytes(uint8_t slot);
  Status Hash(uint8_t slot, uint8_t* hash);
  Status Read(uint8_t slot, uint32_t offset, void* data, size_t size);
  Status Remove(uint8_t slot);

 private:
  static constexpr char kUploadPath[] = "/data/models/upload";
  static constexpr uint8_t kNothing = 255;
  static constexpr uint8_t kTheUpload = 254;  // else a slot

  static Path PathOf(uint8_t slot);
  bool Fits(uint32_t bytes);
  Status ReadPiece(uint8_t place, const char* path, uint32_t offset, void* data, size_t size);
  Status StopReading();

  FlashFiles* files_;
  UploadFile upload_;

  // Stays open from one piece to the next: to find a file costs more than to read a piece of it.
  OpenFile reading_;
  uint8_t reading_place_ = kNothing;
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_MODEL_FILES_H_
