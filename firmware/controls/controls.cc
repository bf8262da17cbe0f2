// SPDX-License-Identifier: MIT
#include "controls/controls.h"

#include <algorithm>

namespace autocoder {
namespace {

constexpr int64_t kHalfQ16 = 1 << 15;
constexpr int64_t kMiddlePosition = 32768;

// Half away from zero.
int64_t DivideRounded(int64_t numerator, int64_t denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const int64_t half = numerator < 0 ? -(denominator / 2) : denominator / 2;
  return (numerator + half) / denominator;
}

}  // namespace

void CalibratedChannel::Init(const Calibration& calibration) {
  constexpr int64_t kFullScaleQ16 = int64_t{kPositionOne} << 16;
  calibration_ = calibration;
  const int64_t travel = int64_t{calibration.high_counts} - calibration.low_counts;
  const int64_t gain_q16 = travel == 0 ? 0 : DivideRounded(kFullScaleQ16, travel);
  low_counts_.store(calibration.low_counts, std::memory_order_relaxed);
  gain_q16_.store(static_cast<int32_t>(gain_q16), std::memory_order_relaxed);
}

int32_t CalibratedChannel::Position(uint16_t counts) const {
  const int32_t away_counts = counts - low_counts_.load(std::memory_order_relaxed);
  const int64_t position_q16 = int64_t{away_counts} * gain_q16_.load(std::memory_order_relaxed);
  return static_cast<int32_t>((position_q16 + kHalfQ16) >> 16);
}

void Controls::Init() {
  static_assert(sizeof(AdcFrame::knobs) / sizeof(uint16_t) == kLatents);
  for (size_t i = 0; i < kLatents; ++i) {
    SetCalibration(i, kKnobCalibration);
    SetCalibration(kLatents + i, kCvCalibration);
    states_q16_[i] = kMiddlePosition << 16;
  }
}

void Controls::Process(const AdcFrame& adc, const uint16_t* in_place, uint16_t* latents) {
  for (size_t i = 0; i < kLatents; ++i) {
    const int32_t knob = in_place != nullptr ? in_place[i] : channels_[i].Position(adc.knobs[i]);
    const int32_t sum = knob + channels_[kLatents + i].Position(adc.cvs[i]);
    const int64_t target = std::clamp<int32_t>(sum, 0, kPositionOne);
    states_q16_[i] += ((target << 16) - states_q16_[i]) >> kControlSmoothingShift;
    latents[i] = static_cast<uint16_t>((states_q16_[i] + kHalfQ16) >> 16);
  }
}

}  // namespace autocoder
