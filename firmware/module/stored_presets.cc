// SPDX-License-Identifier: MIT
#include "module/stored_presets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace autocoder {
namespace {

constexpr uint16_t kVersion = 1;
constexpr size_t kHeadBytes = offsetof(StoredPreset, values);

// Names the record of a number below kStoredPresets.
class RecordName {
 public:
  explicit RecordName(size_t number) {
    text_[sizeof(text_) - 3] = static_cast<char>('0' + number / 10);
    text_[sizeof(text_) - 2] = static_cast<char>('0' + number % 10);
  }
  operator const char*() const { return text_; }

 private:
  char text_[sizeof("preset00")] = "preset00";
  static_assert(kStoredPresets <= 100);
};

}  // namespace

Status StoredPresets::Read(size_t number, const StoredPreset** preset, size_t* count) {
  if (number >= kStoredPresets) return Status::kBadParameter;
  uint16_t version;
  size_t bytes;
  const Status status =
      store_->ReadRecord(RecordName(number), &version, &preset_, sizeof(preset_), &bytes);
  if (status != Status::kOk) return status;
  if (version != kVersion || bytes < kHeadBytes + kLatents * sizeof(float) ||
      preset_.name_bytes > kPresetNameBytes) {
    return Status::kUnsupportedVersion;
  }
  *preset = &preset_;
  *count = (bytes - kHeadBytes) / sizeof(float);
  return Status::kOk;
}

Status StoredPresets::Write(size_t number, Text name, const float* values, size_t count) {
  if (number >= kStoredPresets || name.size > kPresetNameBytes || count < kLatents ||
      count > std::size(preset_.values)) {
    return Status::kBadParameter;
  }
  if (std::any_of(values, values + count, [](float value) { return std::isnan(value); })) {
    return Status::kBadParameter;
  }
  preset_ = {};
  preset_.name_bytes = name.size;
  std::copy_n(name.begin, name.size, preset_.name);
  std::copy_n(values, count, preset_.values);
  return store_->WriteRecord(RecordName(number), kVersion, &preset_,
                             kHeadBytes + count * sizeof(float));
}

Status StoredPresets::Remove(size_t number) {
  return number < kStoredPresets ? store_->RemoveRecord(RecordName(number)) : Status::kBadParameter;
}

}  // namespace autocoder
