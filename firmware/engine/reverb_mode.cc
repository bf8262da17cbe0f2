// SPDX-License-Identifier: MIT
#include "engine/reverb_mode.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

constexpr uint64_t kWalkStream = 2;

// As the decoder sees it: smaller moves change nothing.
uint16_t Step(uint16_t latent) { return (latent + 128) / 257; }

size_t TapsOf(float decay_s) {
  const float taps = std::round(decay_s * kSampleRateHz);
  return std::clamp<size_t>(static_cast<size_t>(taps), kReverbHop, kBoardReverbSamples);
}

}  // namespace

Status ReverbMode::Init(const ReverbSpace& space, ReverbDesignerMemory* designer,
                        WetHoldMemory* hold, uint64_t seed) {
  seed_ = seed;
  block_ = 0;
  designed_ = {};
  designed_models_ = 0;
  waiting_ = false;
  pass_ = 0;
  turn_.store(Turn::kInterrupt, std::memory_order_release);
  hold_.Init(hold, seed);
  const Status status = reverb_.Init(space);
  return status == Status::kOk ? designer_.Init(designer) : status;
}

void ReverbMode::Process(const FrameSettings& settings, float decay_s, const StereoFrame* in,
                         StereoFrame* out) {
  if (block_ == 0 && turn_.load(std::memory_order_acquire) == Turn::kInterrupt) {
    wanted_ = {settings, TapsOf(decay_s)};
    turn_.store(Turn::kLoop, std::memory_order_release);
  }
  block_ = (block_ + 1) % kUpdateBlocks;
  reverb_.Process(in, out);
  hold_.Process(settings.freeze, out);
}

bool ReverbMode::Design(DecodedSpectrum* spectrum) {
  if (!designer_.done()) {
    DesignStep(spectrum);
    return true;
  }
  if (waiting_) return Begin();
  if (turn_.load(std::memory_order_acquire) != Turn::kLoop) return false;
  const Wanted wanted = wanted_;
  turn_.store(Turn::kInterrupt, std::memory_order_release);
  if (!Differs(wanted) && spectrum->models_version() == designed_models_) return false;
  designed_ = wanted;
  designed_models_ = spectrum->models_version();
  return Begin();
}

// A new response waits until the one before has faded in; what is wanted then may be newer.
bool ReverbMode::Begin() {
  waiting_ = !reverb_.BeginResponse(designed_.taps);
  if (waiting_) return false;
  designer_.Start(designed_.taps, static_cast<uint32_t>(seed_));
  walk_.Init(seed_, kWalkStream);
  return true;
}

void ReverbMode::DesignStep(DecodedSpectrum* spectrum) {
  const float* bands = nullptr;
  if (designer_.frame() < designer_.frames()) {
    Place place = designed_.settings.place;
    walk_.Step(designed_.settings, place.latents);
    bands = spectrum->BandsOf(place);
  }
  const ReverbDesigner::Taps taps = designer_.Step(bands);
  reverb_.AppendResponse(taps.frames, taps.count);
  if (!designer_.done()) return;
  pass_ = (pass_ + 1) % kResponsePasses;
  waiting_ = pass_ > 0;  // for the other channel's turn
}

bool ReverbMode::Differs(const Wanted& wanted) const {
  bool differs = wanted.taps != designed_.taps ||
                 Step(wanted.settings.walk) != Step(designed_.settings.walk);
  const Place& there = wanted.settings.place;
  const Place& here = designed_.settings.place;
  differs = differs || there.model_a != here.model_a || there.model_b != here.model_b ||
            Step(there.morph) != Step(here.morph);
  for (size_t i = 0; i < kLatents; ++i) {
    differs = differs || Step(there.latents[i]) != Step(here.latents[i]);
  }
  return differs;
}

}  // namespace autocoder
