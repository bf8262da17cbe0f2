// SPDX-License-Identifier: MIT
#include "module/banks.h"

#include <algorithm>

namespace autocoder {

Status Banks::Set(size_t bank, uint32_t id, float value) {
  return bank == 0 ? panel_->Set(id, value) : presets_->Set(bank - 1, id, value);
}

Status Banks::Get(size_t bank, uint32_t id, float* value) const {
  if (bank > 0) return presets_->Get(bank - 1, id, value);
  if (id >= kParameterCount) return Status::kBadParameter;
  *value = panel_->Get(id);
  return Status::kOk;
}

void Banks::Read(size_t bank, BankValues& values) const {
  for (size_t id = 0; id < kBankValues; ++id) {
    values[id] = 0;
    Get(bank, static_cast<uint32_t>(id), &values[id]);
  }
}

void Banks::Write(size_t bank, const float* values, size_t count) {
  if (count < kLatents) return;
  const size_t parameters = count - kLatents;
  for (size_t id = 0; id < std::min(parameters, kParameterCount); ++id) {
    Set(bank, static_cast<uint32_t>(id), values[id]);
  }
  for (size_t i = 0; i < kLatents; ++i) {
    Set(bank, static_cast<uint32_t>(kParameterCount + i), values[parameters + i]);
  }
}

}  // namespace autocoder
