// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_BANKS_H_
#define AUTOCODER_MODULE_BANKS_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "engine/parameter_store.h"
#include "engine/presets.h"
#include "status.h"

namespace autocoder {

constexpr size_t kBanks = 1 + kPresets;  // the panel's, preset a's, preset b's
constexpr size_t kBankValues = kParameterCount + kLatents;

// All values of a bank: its parameters by number, then latents of 0 to 1. Kept values may be those
// of a firmware with fewer parameters, or with more: the latents are always the last.
using BankValues = float[kBankValues];

// The parameters that can be set, wherever they are.
class Banks {
 public:
  Banks(ParameterStore* panel, Presets* presets) : panel_(panel), presets_(presets) {}

  // kBadParameter for an unknown bank or parameter, for latents of the panel and for NaN.
  Status Set(size_t bank, uint32_t id, float value);
  Status Get(size_t bank, uint32_t id, float* value) const;

  // The panel has no latents of its own: 0 there.
  void Read(size_t bank, BankValues& values) const;
  // Takes the parameters that both sides know, and the latents.
  void Write(size_t bank, const float* values, size_t count);

 private:
  ParameterStore* panel_;
  Presets* presets_;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_BANKS_H_
