// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_CONTROLS_H_
#define AUTOCODER_CONTROLS_CONTROLS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "controls/knob_smoother.h"
#include "controls/steady_counts.h"

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
  // Main loop. A block that comes between the two numbers has a position of neither calibration.
  void Init(const Calibration& calibration);
  Calibration calibration() const { return calibration_; }

  // Audio interrupt. Counts that are at most `rest_counts` from the low end are there.
  int32_t Position(uint16_t counts, int32_t rest_counts = 0) const;

 private:
  Calibration calibration_ = {};
  std::atomic<int32_t> low_counts_{0};
  std::atomic<int32_t> gain_q16_{0};
  static_assert(std::atomic<int32_t>::is_always_lock_free);
};

// A knob's position within 0..65535. Near an end it is there: where exactly it stops depends on noise
// and on what has changed since it was calibrated.
inline int32_t AtEnds(int32_t position) {
  constexpr int32_t kHighest = kPositionOne;
  constexpr int32_t kEnd = kKnobEndPositions;
  if (position <= kEnd) return 0;
  return position >= kHighest - kEnd ? kHighest : position;
}

constexpr size_t kControlChannels = 2 * kLatents;  // knobs, then CVs

// Knob plus CV gives each latent at each scan of the CVs. Knobs are smoothed, so that a fast turn has
// no steps; CVs are not, so that a latent is what its CV was at the scan: whatever moves less than half
// as fast as scans come, 689 Hz and more, arrives whole. Sound is made of the newest once every
// kUpdateBlocks; what is to move slower than that comes through a slew.
class Controls {
 public:
  void Init();

  // Main loop, at any time. A channel whose ends are one has no travel: its control does nothing.
  void SetCalibration(size_t channel, const Calibration& calibration) {
    channels_[channel].Init(calibration);
  }
  Calibration calibration(size_t channel) const { return channels_[channel].calibration(); }

  // Once per block: sets values of 0..65535. Positions `in_place` of the knobs, unless null.
  void Process(const AdcFrame& adc, const uint16_t* in_place,
               uint16_t (&latents)[kCvScans][kLatents]);

 private:
  int32_t Knob(size_t knob, uint16_t counts);
  int32_t Cv(size_t cv, uint16_t counts);

  CalibratedChannel channels_[kControlChannels];
  SteadyCounts steady_[kControlChannels];
  KnobSmoother smoothers_[kLatents];
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_CONTROLS_H_
