// SPDX-License-Identifier: MIT
#include "engine/mode_change.h"

namespace autocoder {
namespace {

constexpr float kFadeStep = 1.0f / (kModeFadeBlocks * kBlockSamples);

}  // namespace

void ModeChange::Init(Mode mode) {
  phase_ = Phase::kSteady;
  current_ = next_ = mode;
  turn_.store(Turn::kInterrupt, std::memory_order_release);
}

void ModeChange::Begin(Mode wanted) {
  switch (phase_) {
    case Phase::kSteady:
      if (wanted == current_) return;
      next_ = wanted;
      phase_ = Phase::kClearing;
      turn_.store(Turn::kLoop, std::memory_order_release);
      return;
    case Phase::kClearing:
      if (turn_.load(std::memory_order_acquire) != Turn::kInterrupt) return;
      phase_ = Phase::kWarming;
      block_ = 0;
      return;
    case Phase::kWarming:
      if (++block_ < kModeWarmBlocks) return;
      phase_ = Phase::kFading;
      block_ = 0;
      return;
    case Phase::kFading:
      if (++block_ < kModeFadeBlocks) return;
      current_ = next_;
      phase_ = Phase::kSteady;
      return;
  }
}

float ModeChange::Gain(size_t frame) const {
  return static_cast<float>(block_ * kBlockSamples + frame) * kFadeStep;
}

bool ModeChange::Clears(Mode* mode) const {
  if (turn_.load(std::memory_order_acquire) != Turn::kLoop) return false;
  *mode = next_;
  return true;
}

void ModeChange::Cleared() { turn_.store(Turn::kInterrupt, std::memory_order_release); }

}  // namespace autocoder
