// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_STORED_PRESETS_H_
#define AUTOCODER_MODULE_STORED_PRESETS_H_

#include <cstddef>
#include <cstdint>

#include "link/messages.h"
#include "module/banks.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

constexpr size_t kStoredPresets = 16;
constexpr size_t kPresetNameBytes = 31;

// A preset as it is kept. Of the values only `count` are there.
struct StoredPreset {
  uint8_t name_bytes;
  char name[kPresetNameBytes];
  float values[4 * kBankValues];  // room for what another firmware has more

  Text text() const { return {name, name_bytes}; }
};

// Presets by number, in the store.
class StoredPresets {
 public:
  explicit StoredPresets(Store* store) : store_(store) {}

  // The preset under a number and how many values it has; valid until the next call of any of
  // these. kNotFound where there is none, kBadParameter for a number that is none.
  Status Read(size_t number, const StoredPreset** preset, size_t* count);

  // kBadParameter also for a name that is too long, and for values that are none.
  Status Write(size_t number, Text name, const float* values, size_t count);

  // Well also where there was none.
  Status Remove(size_t number);

 private:
  Store* store_;
  StoredPreset preset_;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_STORED_PRESETS_H_
