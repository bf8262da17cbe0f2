// SPDX-License-Identifier: MIT
#include "module/settings.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>

namespace autocoder {
namespace {

constexpr char kBanksRecord[] = "settings";
constexpr char kCalibrationRecord[] = "calibration";
constexpr char kKeyRecord[] = "key";
constexpr uint16_t kVersion = 1;

// Room for what a firmware with four times as many parameters has saved.
constexpr size_t kMostBankValues = 4 * kBankValues;

// A control that moves the converter by less than this is not connected; counts beyond those that
// a converter gives come from ends that lie outside of its range.
constexpr int32_t kLeastTravelCounts = 1024;
constexpr int32_t kLowestCounts = -65536;
constexpr int32_t kHighestCounts = 2 * 65536;

bool IsCount(int32_t counts) { return counts >= kLowestCounts && counts <= kHighestCounts; }

bool IsPlausible(const Calibration& calibration) {
  return IsCount(calibration.low_counts) && IsCount(calibration.high_counts) &&
         std::abs(calibration.high_counts - calibration.low_counts) >= kLeastTravelCounts;
}

// What has never been stored is no fault.
Status Unless(Status status, Status harmless) {
  return status == harmless ? Status::kOk : status;
}

}  // namespace

Status Settings::Load() {
  Status first = Status::kOk;
  for (const Status status : {LoadBanks(), LoadCalibration(), LoadKey()}) {
    if (first == Status::kOk) first = Unless(status, Status::kNotFound);
  }
  return first;
}

Status Settings::LoadBanks() {
  static float values[kBanks * kMostBankValues];
  uint16_t version;
  size_t bytes;
  const Status status = store_->ReadRecord(kBanksRecord, &version, values, sizeof(values), &bytes);
  if (status != Status::kOk) return status;
  if (version != kVersion || bytes % (kBanks * sizeof(float)) != 0) {
    return Status::kUnsupportedVersion;
  }
  const size_t count = bytes / sizeof(float) / kBanks;
  for (size_t bank = 0; bank < kBanks; ++bank) banks_->Write(bank, values + bank * count, count);
  saved_ = true;
  return Status::kOk;
}

Status Settings::SaveBanks() {
  BankValues values[kBanks];
  for (size_t bank = 0; bank < kBanks; ++bank) banks_->Read(bank, values[bank]);
  return store_->WriteRecord(kBanksRecord, kVersion, values, sizeof(values));
}

Status Settings::LoadCalibration() {
  Calibration channels[kControlChannels];
  uint16_t version;
  size_t bytes;
  const Status status =
      store_->ReadRecord(kCalibrationRecord, &version, channels, sizeof(channels), &bytes);
  if (status != Status::kOk) return status;
  if (version != kVersion || bytes != sizeof(channels)) return Status::kUnsupportedVersion;
  for (size_t i = 0; i < kControlChannels; ++i) {
    if (IsPlausible(channels[i])) controls_->SetCalibration(i, channels[i]);
  }
  return Status::kOk;
}

// Kept first, used then: what is not kept is not taken either.
Status Settings::SetCalibration(size_t channel, const Calibration& calibration) {
  if (channel >= kControlChannels || !IsPlausible(calibration)) return Status::kBadCalibration;
  Calibration channels[kControlChannels];
  for (size_t i = 0; i < kControlChannels; ++i) channels[i] = controls_->calibration(i);
  channels[channel] = calibration;
  const Status status =
      store_->WriteRecord(kCalibrationRecord, kVersion, channels, sizeof(channels));
  if (status == Status::kOk) controls_->SetCalibration(channel, calibration);
  return status;
}

bool Settings::has_key() const {
  return std::any_of(std::begin(key_), std::end(key_), [](uint8_t byte) { return byte != 0; });
}

Status Settings::LoadKey() {
  uint8_t key[kKeyBytes];
  uint16_t version;
  size_t bytes;
  const Status status = store_->ReadRecord(kKeyRecord, &version, key, sizeof(key), &bytes);
  if (status != Status::kOk) return status;
  if (version != kVersion || bytes != sizeof(key)) return Status::kUnsupportedVersion;
  std::copy_n(key, kKeyBytes, key_);
  return Status::kOk;
}

Status Settings::SetKey(const uint8_t (&key)[kKeyBytes]) {
  const Status status = store_->WriteRecord(kKeyRecord, kVersion, key, sizeof(key));
  if (status == Status::kOk) std::copy_n(key, kKeyBytes, key_);
  return status;
}

void Settings::Reset() {
  controls_->Init();
  std::fill(std::begin(key_), std::end(key_), 0);
  const ParameterStore panel;
  const Presets presets;
  for (size_t bank = 0; bank < kBanks; ++bank) {
    for (uint32_t id = 0; id < kBankValues; ++id) {
      float value = 0;
      if (bank > 0) {
        presets.Get(bank - 1, id, &value);
      } else if (id < kParameterCount) {
        value = panel.Get(id);
      }
      banks_->Set(bank, id, value);
    }
  }
}

}  // namespace autocoder
