// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_CONTROLS_H_
#define AUTOCODER_CONTROLS_CONTROLS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"

namespace autocoder {

// Where a converter stands at both ends of a control's travel; low may be above high.
struct Calibration {
  int32_t low_counts;
  int32_t high_counts;
};

constexpr Calibration kKnobCalibration = {kKnobLowCounts, kKnobHighCounts};
// 0 V and +5 V; the input stage inverts.
constexpr Calibration kCvCalibration = {kCvZeroVoltCounts, kCvFiveVoltCounts};

// Raw counts to positions 0..65535, which counts beyond the ends exceed. All in integers, so that
// every implementation agrees to the last bit.
class CalibratedChannel {
 public:
  // Main loop. A block that comes between the two numbers is smoothed away with the rest.
  void Init(const Calibration& calibration);
  Calibration calibration() const { return calibration_; }

  // Audio interrupt.
  int32_t Position(uint16_t counts) const;

 private:
  Calibration calibration_ = {};
  std::atomic<int32_t> low_counts_{0};
  std::atomic<int32_t> gain_q16_{0};
  static_assert(std::atomic<int32_t>::is_always_lock_free);
};

constexpr size_t kControlChannels = 2 * kLatents;  // knobs, then CVs

// Knob plus CV, smoothed once per block, gives each latent.
class Controls {
 public:
  void Init();

  // Main loop, at any time. A channel whose ends are one has no travel: its control does nothing.
  void SetCalibration(size_t channel, const Calibration& calibration) {
    channels_[channel].Init(calibration);
  }
  Calibration calibration(size_t channel) const { return channels_[channel].calibration(); }

  // Sets kLatents values of 0..65535. Positions `in_place` of the knobs, unless null.
  void Process(const AdcFrame& adc, const uint16_t* in_place, uint16_t* latents);

 private:
  CalibratedChannel channels_[kControlChannels];
  int64_t states_q16_[kLatents] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_CONTROLS_H_
