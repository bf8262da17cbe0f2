// SPDX-License-Identifier: MIT
#include "engine/latent_motion.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

constexpr int64_t kOneQ16 = 1 << 16;
constexpr int64_t kMiddlePosition = 32768;
constexpr int64_t kHighestPosition = kPositionOne;
constexpr float kScanMs = 1000.0f * (kBlockSamples / kCvScans) / kSampleRateHz;

// The share of the way that is gone from one scan to the next; of the slowest slew, a 15 000th.
int64_t ShareQ24(float slew_ms) {
  return std::lround(static_cast<float>(1 << 24) * (kScanMs / (kScanMs + slew_ms)));
}

}  // namespace

void LatentMotion::Init() {
  for (size_t i = 0; i < kLatents; ++i) {
    states_q16_[i] = kMiddlePosition * kOneQ16;
    latents_[i] = kMiddlePosition;
  }
}

const uint16_t* LatentMotion::Move(const uint16_t* targets, float slew_ms, bool freeze) {
  if (freeze) return latents_;
  const int64_t share_q24 = ShareQ24(slew_ms);
  for (size_t i = 0; i < kLatents; ++i) {
    states_q16_[i] += ((targets[i] * kOneQ16 - states_q16_[i]) * share_q24) >> 24;
    const int64_t rounded = (states_q16_[i] + kOneQ16 / 2) >> 16;
    latents_[i] = static_cast<uint16_t>(std::min(rounded, kHighestPosition));
  }
  return latents_;
}

}  // namespace autocoder
