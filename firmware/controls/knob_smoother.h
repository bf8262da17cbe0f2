// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_KNOB_SMOOTHER_H_
#define AUTOCODER_CONTROLS_KNOB_SMOOTHER_H_

#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

// One pole, once per block, of positions 0..65535. What stays is reached exactly.
class KnobSmoother {
 public:
  void Init(int32_t position) { state_q16_ = int64_t{position} * kOneQ16; }

  int32_t Follow(int32_t position) {
    state_q16_ += (position * kOneQ16 - state_q16_) >> kControlSmoothingShift;
    return static_cast<int32_t>((state_q16_ + kOneQ16 / 2) >> 16);
  }

 private:
  static constexpr int64_t kOneQ16 = 1 << 16;

  int64_t state_q16_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_KNOB_SMOOTHER_H_
