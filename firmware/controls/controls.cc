// SPDX-License-Identifier: MIT
#include "controls/controls.h"

#include <algorithm>
#include <cstdlib>

namespace autocoder {
namespace {

constexpr int64_t kHalfQ16 = 1 << 15;
constexpr int32_t kMiddlePosition = 32768;
constexpr size_t kScanSamples = kBlockSamples / kCvScans;
static_assert(kBlockSamples % kCvScans == 0, "scans are as far apart as the last is from the block");

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

int32_t CalibratedChannel::Position(uint16_t counts, int32_t rest_counts) const {
  const int32_t away_counts = counts - low_counts_.load(std::memory_order_relaxed);
  if (std::abs(away_counts) <= rest_counts) return 0;
  const int64_t position_q16 = int64_t{away_counts} * gain_q16_.load(std::memory_order_relaxed);
  return static_cast<int32_t>((position_q16 + kHalfQ16) >> 16);
}

void Controls::Init() {
  static_assert(sizeof(AdcFrame::knobs) / sizeof(uint16_t) == kLatents);
  for (size_t i = 0; i < kLatents; ++i) {
    SetCalibration(i, kKnobCalibration);
    SetCalibration(kLatents + i, kCvCalibration);
    smoothers_[i].Init(kMiddlePosition);
  }
}

int32_t Controls::Knob(size_t knob, uint16_t counts) {
  return AtEnds(channels_[knob].Position(steady_[knob].Follow(counts, kBlockSamples)));
}

// What is patched into no CV may be some millivolts: without a rest around 0 V they would keep
// knobs from their ends.
int32_t Controls::Cv(size_t cv, uint16_t counts) {
  const size_t channel = kLatents + cv;
  return channels_[channel].Position(steady_[channel].Follow(counts, kScanSamples), kCvRestCounts);
}

void Controls::Process(const AdcFrame& adc, const uint16_t* in_place,
                       uint16_t (&latents)[kCvScans][kLatents]) {
  constexpr int32_t kHighest = kPositionOne;
  for (size_t i = 0; i < kLatents; ++i) {
    const int32_t turned = Knob(i, adc.knobs[i]);
    const int32_t knob = smoothers_[i].Follow(in_place != nullptr ? in_place[i] : turned);
    for (size_t scan = 0; scan < kCvScans; ++scan) {
      const int32_t sum = knob + Cv(i, adc.cvs[scan][i]);
      latents[scan][i] = static_cast<uint16_t>(std::clamp<int32_t>(sum, 0, kHighest));
    }
  }
}

}  // namespace autocoder
