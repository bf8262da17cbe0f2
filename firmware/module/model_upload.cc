// SPDX-License-Identifier: MIT
#include "module/model_upload.h"

#include <algorithm>
#include <iterator>

#include <generated/sizes.h>

namespace autocoder {
namespace {

static_assert(kUploadHashBytes == kHashBytes);  // what is announced is what is found
constexpr uint32_t kPieceBytes = 4096;  // read and hashed in one step

bool Same(const uint8_t* a, const uint8_t* b) { return std::equal(a, a + kHashBytes, b); }

}  // namespace

void ModelUpload::LoadStored() {
  for (uint8_t slot = 0; slot < kModelSlots; ++slot) {
    const uint32_t bytes = store_->ModelBytes(slot);
    if (bytes == 0) continue;
    committing_.slot = slot;
    Status status = bytes <= buffer_bytes_ ? store_->ReadModel(slot, 0, buffer_, bytes)
                                           : Status::kTooLarge;
    if (status == Status::kOk) {
      BeginParsing(bytes);
      status = Status::kBusy;
    }
    while (status == Status::kBusy) status = StepStage();
    stage_ = Stage::kIdle;
    if (status == Status::kOk) status = slots_->Play();
    log_->Say("slot ", slot, ": the stored model: ", StatusName(status));
  }
}

void ModelUpload::BeginParsing(size_t bytes) {
  reader_.Begin(buffer_, bytes);
  stage_ = Stage::kParsing;
}

bool ModelUpload::Holds(uint8_t slot, const uint8_t* hash) {
  uint8_t held[kHashBytes];
  return slots_->slot(slot).state == ModelSlot::State::kStored &&
         store_->ModelHash(slot, held) == Status::kOk && Same(held, hash);
}

Status ModelUpload::Begin(const Upload& upload, bool* present, uint32_t* offset) {
  if (stage_ != Stage::kIdle) return Status::kBusy;
  if (upload.slot >= kModelSlots) return Status::kUnknownSlot;
  if (upload.bytes > buffer_bytes_) return Status::kTooLarge;
  has_result_ = false;
  *present = Holds(upload.slot, upload.hash);
  return *present ? Status::kOk : store_->BeginUpload(upload, offset);
}

Status ModelUpload::Write(uint32_t offset, const uint8_t* data, size_t size, uint32_t* next) {
  if (stage_ != Stage::kIdle) return Status::kBusy;
  const Status status = store_->AppendUpload(offset, data, size);
  *next = store_->upload_bytes();
  return status;
}

Status ModelUpload::Abort() {
  return stage_ == Stage::kIdle ? store_->AbortUpload() : Status::kBusy;
}

Status ModelUpload::Commit(uint8_t slot, const uint8_t* hash) {
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  if (stage_ != Stage::kIdle) return Status::kBusy;
  if (has_result_ && slot == committing_.slot && Same(hash, committing_.hash)) return result_;
  if (Holds(slot, hash)) return Status::kOk;
  const Upload* upload = store_->upload();
  if (upload == nullptr) return Status::kNoUpload;
  if (slot != upload->slot || !Same(hash, upload->hash)) return Status::kBadHash;
  if (store_->upload_bytes() != upload->bytes) return Status::kWrongOffset;
  committing_ = *upload;
  hash_.Begin();
  read_ = 0;
  stage_ = Stage::kReading;
  return Status::kBusy;
}

bool ModelUpload::Step() {
  if (stage_ == Stage::kIdle) return false;
  const bool reverting = stage_ == Stage::kReverting;
  Status status = StepStage();
  if (status == Status::kBusy) return true;
  if (reverting) {
    stage_ = Stage::kIdle;
    return true;
  }
  if (status == Status::kOk) status = store_->CommitUpload();
  if (status == Status::kOk) status = slots_->Play();
  Finish(status);
  return true;
}

// A piece of what there is to do: kBusy unless that was the last one.
Status ModelUpload::StepStage() {
  switch (stage_) {
    case Stage::kIdle:
      return Status::kOk;
    case Stage::kReading:
      return ReadPiece();
    case Stage::kParsing:
      return Parse();
    case Stage::kVerifying:
      return Verify();
    case Stage::kLoading:
      return Load();
    case Stage::kReverting:
      return StepRevert();
  }
  return Status::kOk;
}

// Whether what the store gives back is what was announced.
Status ModelUpload::ReadPiece() {
  const uint32_t count = std::min(kPieceBytes, committing_.bytes - read_);
  const Status status = store_->ReadUpload(read_, buffer_ + read_, count);
  if (status != Status::kOk) return status;
  hash_.Add(buffer_ + read_, count);
  read_ += count;
  if (read_ < committing_.bytes) return Status::kBusy;
  uint8_t found[kHashBytes];
  hash_.End(found);
  if (!Same(found, committing_.hash)) return Status::kBadHash;
  BeginParsing(committing_.bytes);
  return Status::kBusy;
}

Status ModelUpload::Parse() {
  if (reader_.Step()) return Status::kBusy;
  if (reader_.status() != Status::kOk) return reader_.status();
  stage_ = Stage::kVerifying;
  if (settings_->has_key()) signature_.Begin(reader_.bundle(), settings_->key());
  return Status::kBusy;
}

// By whomever, unless the settings say who must have signed.
Status ModelUpload::Verify() {
  if (settings_->has_key()) {
    if (signature_.Step()) return Status::kBusy;
    if (signature_.status() != Status::kOk) return signature_.status();
  }
  const Status status = slots_->Begin(committing_.slot, reader_.bundle());
  stage_ = Stage::kLoading;
  return status == Status::kOk ? Status::kBusy : status;
}

Status ModelUpload::Load() { return slots_->Step() ? Status::kBusy : slots_->status(); }

// What was found bad is not worth continuing; the store's own troubles may pass.
void ModelUpload::Finish(Status status) {
  stage_ = Stage::kIdle;
  slots_->Drop();
  has_result_ = true;
  result_ = status;
  log_->Say("slot ", committing_.slot, ": another model: ", StatusName(status));
  const bool store_failed = status == Status::kStoreFull || status == Status::kStoreFailed;
  if (status != Status::kOk && !store_failed) store_->AbortUpload();
}

Status ModelUpload::Delete(uint8_t slot) {
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  if (stage_ != Stage::kIdle) return Status::kBusy;
  if (store_->ModelBytes(slot) == 0) return Status::kOk;
  const Status status = store_->RemoveModel(slot);
  if (status != Status::kOk) return status;
  Revert(slot, slot);
  return Status::kBusy;
}

Status ModelUpload::ResetStore() {
  if (stage_ != Stage::kIdle) return Status::kBusy;
  if (has_reset_) {
    has_reset_ = false;
    return Status::kOk;
  }
  const Status status = store_->FactoryReset();
  if (status != Status::kOk) return status;
  log_->Say("everything that was stored is forgotten");
  has_reset_ = true;
  Revert(0, kModelSlots - 1);
  return Status::kBusy;
}

void ModelUpload::Revert(uint8_t first, uint8_t last) {
  has_result_ = false;
  restoring_ = false;
  stage_ = Stage::kReverting;
  reverting_ = first;
  last_reverting_ = last;
}

// A slot of which nothing was stored plays on.
Status ModelUpload::StepRevert() {
  const bool stored = slots_->slot(reverting_).state == ModelSlot::State::kStored;
  if (restoring_) {
    if (slots_->Step()) return Status::kBusy;
    log_->Say("slot ", reverting_, ": the built-in model: ", StatusName(slots_->status()));
  } else if (stored && slots_->Restore(reverting_) == Status::kOk) {
    restoring_ = true;
    return Status::kBusy;
  }
  restoring_ = false;
  return reverting_++ == last_reverting_ ? Status::kOk : Status::kBusy;
}

}  // namespace autocoder
