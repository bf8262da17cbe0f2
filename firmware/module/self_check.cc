// SPDX-License-Identifier: MIT
#include "module/self_check.h"

#include <algorithm>
#include <iterator>

#include <generated/sizes.h>

namespace autocoder {
namespace {

constexpr char kRecord[] = "check";
constexpr uint8_t kPattern[] = {0x00, 0xFF, 0x55, 0xAA, 0x0F, 0xF0, 0x33, 0xCC};

}  // namespace

void SelfCheck::Init(const PowerUp& power_up) {
  safe_mode_ = power_up.button_held;
  failures_ = 0;
  if (!power_up.memory_ok) Failed(kMemoryFailed);
  if (!power_up.codec_ok) Failed(kCodecFailed);
  if (!power_up.converters_ok) Failed(kConvertersFailed);
}

void SelfCheck::Report(Log* log) const {
  constexpr const char* kNames[] = {"memory", "codec", "converters", "store", "decoder"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if ((failures_ >> i & 1) != 0) log->Say("self-test failed: ", kNames[i]);
  }
}

Status SelfCheck::Ask(Result* result) {
  if (stage_ == Stage::kDone) {
    *result = result_;
    stage_ = Stage::kIdle;
    return Status::kOk;
  }
  if (stage_ == Stage::kIdle) {
    stage_ = Stage::kModels;
    slot_ = 0;
    vector_ = 0;
    result_ = {};
  }
  return Status::kBusy;
}

bool SelfCheck::Step() {
  if (stage_ != Stage::kModels) return false;
  if (slot_ == kModelSlots) {
    result_.store = CheckStore();
    stage_ = Stage::kDone;
    return true;
  }
  const bool right = slots_->DecodesGolden(slot_, vector_);
  ++vector_;
  if (right && vector_ < kGoldenCount) return true;
  if (right) result_.models |= static_cast<uint8_t>(1 << slot_);
  ++slot_;
  vector_ = 0;
  return true;
}

bool SelfCheck::CheckStore() {
  uint8_t read[sizeof(kPattern)];
  uint16_t version;
  size_t bytes = 0;
  const bool kept =
      store_->WriteRecord(kRecord, 1, kPattern, sizeof(kPattern)) == Status::kOk &&
      store_->ReadRecord(kRecord, &version, read, sizeof(read), &bytes) == Status::kOk &&
      bytes == sizeof(kPattern) && std::equal(std::begin(read), std::end(read), kPattern);
  return store_->RemoveRecord(kRecord) == Status::kOk && kept;
}

}  // namespace autocoder
