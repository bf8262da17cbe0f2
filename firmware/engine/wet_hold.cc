// SPDX-License-Identifier: MIT
#include "engine/wet_hold.h"

#include <algorithm>

namespace autocoder {
namespace {

constexpr size_t kFillBlocks = kCrossWindow / kBlockSamples;

}  // namespace

void WetHold::Init(WetHoldMemory* memory, uint64_t seed) {
  memory_ = memory;
  seed_ = seed;
  if (memory_ != nullptr) std::fill_n(memory_->flat, kSpectrumBins, 1.0f);
  Clear();
}

void WetHold::Clear() {
  change_.Init(kLive);
  heard_ = 0;
}

void WetHold::Process(bool freeze, StereoFrame* sound) {
  if (memory_ == nullptr) return;
  change_.Begin(freeze ? kHeld : kLive);
  const bool begins = change_.next_plays() && change_.next() == kHeld;
  if (change_.current() != kHeld && !begins) {
    heard_ = 0;
    return;
  }
  FrameSettings settings;
  settings.freeze = ++heard_ >= kFillBlocks;
  cross_.Process(settings, sound, memory_->held);
  Mix(sound);
}

void WetHold::Mix(StereoFrame* sound) const {
  const bool held = change_.current() == kHeld;
  for (size_t i = 0; i < kBlockSamples; ++i) {
    const float next_gain = change_.fading() ? change_.Gain(i) : 0;
    const float gain = held ? 1 - next_gain : next_gain;
    sound[i].left += gain * (memory_->held[i].left - sound[i].left);
    sound[i].right += gain * (memory_->held[i].right - sound[i].right);
  }
}

// What lives is never cleared.
bool WetHold::Step() {
  Mode mode;
  if (change_.Clears(&mode)) {
    if (mode == kHeld) cross_.Init(&memory_->cross, seed_);
    change_.Cleared();
    return true;
  }
  if (cross_.requested() == nullptr) return false;
  cross_.Render(memory_->flat);
  return true;
}

}  // namespace autocoder
