// SPDX-License-Identifier: MIT
#include "module/front_panel.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint32_t kShowBlocks = kSampleRateHz / kBlockSamples / 50;
constexpr float kLevelKept = 0.85f;  // from one show to the next: a fall of 70 dB in a second
constexpr size_t kFramesBetweenLooks = 8;
constexpr float kModes = kParameterRanges[static_cast<size_t>(ParameterId::kMode)].maximum + 1;

uint32_t TimeMs(uint32_t blocks) {
  return static_cast<uint32_t>(uint64_t{blocks} * kBlockSamples * 1000 / kSampleRateHz);
}

}  // namespace

void FrontPanel::Init(bool has_functions, bool adopt) {
  has_functions_ = has_functions;
  knobs_.Init(adopt);
}

void FrontPanel::Follow(const PanelFrame& panel) {
  if (has_functions_) knobs_.Follow(panel.functions);
  const Gesture gesture = button_.Follow(panel.button);
  if (gesture != Gesture::kNone) gesture_.store(gesture, kRelaxed);
}

// For a light some of the frames are enough.
void FrontPanel::Played(const StereoFrame* out) {
  float peak = peak_.load(kRelaxed);
  for (size_t i = 0; i < kBlockSamples; i += kFramesBetweenLooks) {
    peak = std::max({peak, std::abs(out[i].left), std::abs(out[i].right)});
  }
  peak_.store(peak, kRelaxed);
}

bool FrontPanel::Step() {
  switch (gesture_.exchange(Gesture::kNone, kRelaxed)) {
    case Gesture::kNone:
      return false;
    case Gesture::kShort:
      NextMode();
      break;
    case Gesture::kLong:
      NextModel();
      break;
  }
  return true;
}

void FrontPanel::NextMode() {
  constexpr auto kMode = static_cast<uint32_t>(ParameterId::kMode);
  panel_->Set(kMode, std::fmod(panel_->Get(kMode) + 1, kModes));
}

// One that there is: slots may be empty.
void FrontPanel::NextModel() {
  constexpr auto kModel = static_cast<uint32_t>(ParameterId::kModelA);
  const auto now = static_cast<size_t>(panel_->Get(kModel));
  for (size_t step = 1; step < kModelSlots; ++step) {
    const size_t next = (now + step) % kModelSlots;
    if (slots_->slot(next).decoder == nullptr) continue;
    panel_->Set(kModel, static_cast<float>(next));
    return;
  }
}

bool FrontPanel::Shows(uint32_t blocks, LightState state, Lights* lights) {
  if (blocks - shown_at_ < kShowBlocks) return false;
  shown_at_ = blocks;
  level_ = std::max(peak_.exchange(0, kRelaxed), level_ * kLevelKept);
  state.model = static_cast<uint8_t>(panel_->Get(static_cast<size_t>(ParameterId::kModelA)));
  state.level = level_;
  state.time_ms = TimeMs(blocks);
  *lights = LightsOf(state);
  return true;
}

}  // namespace autocoder
