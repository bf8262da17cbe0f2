// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

uint16_t PositionOf(float share) { return static_cast<uint16_t>(std::lround(share * kPositionOne)); }

// What a frame of cross or drone is made with.
FrameSettings SettingsOf(const Parameters& parameters, const uint16_t* latents) {
  FrameSettings settings;
  std::copy_n(latents, kLatents, settings.place.latents);
  settings.place.model_a = parameters.model_a;
  settings.place.model_b = parameters.model_b;
  settings.place.morph = PositionOf(parameters.morph);
  settings.whiten = parameters.whiten;
  settings.brightness = parameters.brightness;
  settings.walk = PositionOf(parameters.walk);
  settings.freeze = parameters.freeze;
  return settings;
}

}  // namespace

Status Engine::Init(const EngineMemory& memory, const Models& models, Encoder* encoder,
                    uint64_t seed) {
  tight_ = memory.tight;
  modes_ = memory.modes;
  large_ = memory.large;
  seed_ = seed;
  played_ = false;
  motion_.Init();
  Status status = spectrum_.Init(&tight_->spectrum, models);
  if (status == Status::kOk) {
    status = reverb_.Init(SpaceOf(&tight_->reverb, &large_->reverb), &large_->designer,
                          large_->hold.data(), seed);
  }
  if (status == Status::kOk) status = autocoding_.Init(&large_->autocoding, encoder);
  for (const Mode mode : {Mode::kFilter, Mode::kCross, Mode::kDrone}) {
    if (status == Status::kOk) status = Clear(mode);
  }
  return status;
}

Status Engine::Clear(Mode mode) {
  switch (mode) {
    case Mode::kFilter:
      return filter_.Init(&modes_->filter);
    case Mode::kReverb:
      reverb_.Clear();
      return Status::kOk;
    case Mode::kCross:
      return cross_.Init(&modes_->cross, seed_);
    case Mode::kDrone:
      return drone_.Init(&large_->drone, seed_);
  }
  return Status::kBadParameter;
}

void Engine::Process(const Parameters& parameters, const StereoFrame* in, StereoFrame* out) {
  if (!played_) change_.Init(parameters.mode);
  change_.Begin(parameters.mode);
  const FrameSettings settings = SettingsOf(parameters, Move(parameters));
  autocoding_.Push(in, parameters.follow);
  const float decay_s = parameters.decay_s;
  Play(change_.current(), settings, decay_s, in, tight_->wet);
  if (change_.next_plays()) Play(change_.next(), settings, decay_s, in, tight_->next_wet);
  if (change_.fading()) FadeToNext();
  Mix(parameters, in, out);
}

// Through every scan, so that a slew rounds off what is too fast for blocks; the sound is made of where
// the latents are after the newest.
const uint16_t* Engine::Move(const Parameters& parameters) {
  const uint16_t* moved = nullptr;
  for (const auto& scanned : parameters.latents) {
    const uint16_t* latents = autocoding_.Move(parameters.follow, scanned);
    moved = motion_.Move(latents, parameters.slew_ms, parameters.freeze);
  }
  return moved;
}

void Engine::Play(Mode mode, const FrameSettings& settings, float decay_s, const StereoFrame* in,
                  StereoFrame* out) {
  switch (mode) {
    case Mode::kFilter:
      return filter_.Process(settings.place, in, out);
    case Mode::kReverb:
      return reverb_.Process(settings, decay_s, in, out);
    case Mode::kCross:
      return cross_.Process(settings, in, out);
    case Mode::kDrone:
      return drone_.Process(settings, out);
  }
}

void Engine::FadeToNext() {
  for (size_t i = 0; i < kBlockSamples; ++i) {
    const float gain = change_.Gain(i);
    const StereoFrame next = tight_->next_wet[i];
    StereoFrame& wet = tight_->wet[i];
    wet.left += gain * (next.left - wet.left);
    wet.right += gain * (next.right - wet.right);
  }
}

// Both gains move linearly through the block to where they should be at its end.
void Engine::Mix(const Parameters& parameters, const StereoFrame* in, StereoFrame* out) {
  const float wet_target = parameters.level * parameters.mix;
  const float dry_target = parameters.level - wet_target;
  if (!played_) {
    wet_gain_ = wet_target;
    dry_gain_ = dry_target;
    played_ = true;
  }
  const float wet_step = (wet_target - wet_gain_) / kBlockSamples;
  const float dry_step = (dry_target - dry_gain_) / kBlockSamples;
  for (size_t i = 0; i < kBlockSamples; ++i) {
    wet_gain_ += wet_step;
    dry_gain_ += dry_step;
    const StereoFrame wet = tight_->wet[i];
    const StereoFrame dry = in[i];
    out[i].left = wet_gain_ * wet.left + dry_gain_ * dry.left;
    out[i].right = wet_gain_ * wet.right + dry_gain_ * dry.right;
  }
  wet_gain_ = wet_target;  // without what rounding has summed up
  dry_gain_ = dry_target;
}

// By deadline: the convolution's middle, the frames, the convolution's tail, the filter, what
// follows the input, and what can wait. A mode that is left half way through finds its request
// answered when it is cleared.
bool Engine::Prepare() {
  Mode mode;
  if (change_.Clears(&mode)) {
    Clear(mode);
    change_.Cleared();
    return true;
  }
  if (reverb_.ConvolveSoon()) return true;
  if (const Place* place = cross_.requested()) {
    cross_.Render(spectrum_.Of(*place));
    return true;
  }
  if (const Place* place = drone_.requested()) {
    drone_.Render(spectrum_.Of(*place));
    return true;
  }
  if (reverb_.Convolve()) return true;
  if (const Place* place = filter_.requested()) {
    const float* amplitudes = spectrum_.Of(*place);
    filter_.Render(amplitudes, spectrum_.version());
    return true;
  }
  return autocoding_.Step() || reverb_.Design(&spectrum_);
}

}  // namespace autocoder
