// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_MODE_CHANGE_H_
#define AUTOCODER_ENGINE_MODE_CHANGE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "engine/parameters.h"

namespace autocoder {

// From one mode to another without a click: the main loop clears the mode that is to come, which
// then plays unheard until it is at its full sound, then takes over in a linear crossfade.
class ModeChange {
 public:
  void Init(Mode mode);

  // Audio interrupt, once at the start of each block.
  void Begin(Mode wanted);
  Mode current() const { return current_; }
  // Whether the next mode plays beside the current one.
  bool next_plays() const { return phase_ == Phase::kWarming || phase_ == Phase::kFading; }
  Mode next() const { return next_; }
  bool fading() const { return phase_ == Phase::kFading; }
  // The next mode's gain at a frame of this block, while fading.
  float Gain(size_t frame) const;

  // Main loop: the mode to be cleared, if any; Cleared says that it is.
  bool Clears(Mode* mode) const;
  void Cleared();

 private:
  enum class Phase : uint8_t { kSteady, kClearing, kWarming, kFading };
  enum class Turn : uint8_t { kInterrupt, kLoop };

  Phase phase_ = Phase::kSteady;
  Mode current_ = Mode::kFilter;
  Mode next_ = Mode::kFilter;
  size_t block_ = 0;  // within warming or fading
  std::atomic<Turn> turn_{Turn::kInterrupt};
  static_assert(std::atomic<Turn>::is_always_lock_free);
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_MODE_CHANGE_H_
