// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_MODEL_UPLOAD_H_
#define AUTOCODER_MODULE_MODEL_UPLOAD_H_

#include <cstddef>
#include <cstdint>

#include "bundle/bundle.h"
#include "bundle/hash.h"
#include "bundle/signature.h"
#include "module/log.h"
#include "module/model_slots.h"
#include "module/settings.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

// A bundle on its way from the link into a slot: piece by piece into the store, then read back,
// checked, loaded beside the model that plays, kept, and only then played. And the way back, from
// a stored model to the one that is built in. The main loop's; a Step takes less time than the
// engine can wait.
class ModelUpload {
 public:
  // `buffer` holds a bundle while it is checked.
  ModelUpload(Store* store, ModelSlots* slots, Settings* settings, Log* log, uint8_t* buffer,
              size_t buffer_bytes)
      : store_(store),
        slots_(slots),
        settings_(settings),
        log_(log),
        buffer_(buffer),
        buffer_bytes_(buffer_bytes) {}

  // Before the sound starts: plays what the store has, at once. A damaged one is passed over.
  void LoadStored();

  // `*present`: the slot plays that bundle already. Else it goes on from `*offset`.
  Status Begin(const Upload& upload, bool* present, uint32_t* offset);
  Status Write(uint32_t offset, const uint8_t* data, size_t size, uint32_t* next);
  Status Abort();

  // These are kBusy until they are done, and may be asked again after.
  Status Commit(uint8_t slot, const uint8_t* hash);
  Status Delete(uint8_t slot);
  // All models, and all else that is stored.
  Status ResetStore();

  // False where there is nothing to do.
  bool Step();

 private:
  enum class Stage : uint8_t { kIdle, kReading, kParsing, kVerifying, kLoading, kReverting };

  bool Holds(uint8_t slot, const uint8_t* hash);
  void BeginParsing(size_t bytes);
  Status StepStage();
  Status ReadPiece();
  Status Parse();
  Status Verify();
  Status Load();
  void Revert(uint8_t first, uint8_t last);
  Status StepRevert();
  void Finish(Status status);

  Store* store_;
  ModelSlots* slots_;
  Settings* settings_;
  Log* log_;
  uint8_t* buffer_;
  size_t buffer_bytes_;

  Stage stage_ = Stage::kIdle;
  Upload committing_ = {};
  Hash hash_;
  uint32_t read_ = 0;
  BundleReader reader_;
  SignatureCheck signature_;
  bool has_result_ = false;  // of the last commit, for whoever asks
  Status result_ = Status::kOk;
  uint8_t reverting_ = 0;  // the slot
  uint8_t last_reverting_ = 0;
  bool restoring_ = false;  // it is being loaded
  bool has_reset_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_MODEL_UPLOAD_H_
