// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PRESETS_H_
#define AUTOCODER_ENGINE_PRESETS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "engine/parameter_store.h"
#include "engine/parameters.h"
#include "status.h"

namespace autocoder {

constexpr size_t kPresets = 2;  // a and b

// Two sets of parameters, each with latents of its own, that may play in place of the panel's. The
// main loop sets values one by one, the audio interrupt reads them; neither waits for the other.
class Presets {
 public:
  // Values are brought into their range. kBadParameter for an unknown preset or parameter and for
  // NaN. Ids from kParameterCount on are the latents, 0 to 1 each.
  Status Set(size_t preset, uint32_t id, float value);
  // kBadParameter as above.
  Status Get(size_t preset, uint32_t id, float* value) const;

  // Audio interrupt: all parameters but the latents, the panel's or, where that says so, between
  // those of both presets. Returns the latents that then stand in place of the knobs, or null.
  const uint16_t* Read(const ParameterStore& panel, Parameters* parameters);

 private:
  struct Preset {
    Preset();
    ParameterStore parameters;
    std::atomic<uint16_t> latents[kLatents];
  };

  float Between(size_t id, float blend) const;
  void SetLatents(float blend);

  Preset presets_[kPresets];
  uint16_t latents_[kLatents] = {};
  static_assert(std::atomic<uint16_t>::is_always_lock_free);
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PRESETS_H_
