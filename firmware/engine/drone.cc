// SPDX-License-Identifier: MIT
#include "engine/drone.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

constexpr float kPi = 3.14159265f;
constexpr uint64_t kPhaseStream = 2;
constexpr uint64_t kWalkStream = 3;
constexpr size_t kMiddle = kSpectrumFft / 2;

// Overlapping frames add in power: the squared window, whose mean is a half, adds up to this.
constexpr float kWindowPower = kDroneOverlap / 2.0f;

}  // namespace

Status Drone::Init(DroneMemory* memory, uint64_t seed) {
  memory_ = memory;
  *memory_ = {};
  for (size_t i = 0; i < kDroneWindow; ++i) {  // the square root of Hann's
    memory_->window[i] = std::sin(kPi * static_cast<float>(i) / kDroneWindow);
  }
  chunk_ = 0;
  gain_ = 0;
  frozen_ = false;
  synthesis_.Init(memory_->window, kDroneOverlap);
  exchange_.Init();
  spares_.Init();
  for (StftFrame& frame : memory_->frames) spares_.Put(&frame);
  walk_.Init(seed, kWalkStream);
  phases_.Init(memory_->directions, seed, kPhaseStream);
  tilt_.Init(memory_->tilt);
  return fft_.Init(kSpectrumFft);
}

void Drone::Process(const FrameSettings& settings, StereoFrame* out) {
  for (size_t i = 0; i < kBlockSamples; i += kChunkSamples) {
    if (chunk_ == 0) BeginFrame(settings);
    synthesis_.Pull(out + i);
    chunk_ = (chunk_ + 1) % kHopChunks;
  }
}

void Drone::BeginFrame(FrameSettings settings) {
  spares_.Put(synthesis_.Turn(exchange_.Due()));
  spares_.Put(exchange_.Late());
  walk_.Step(settings, settings.place.latents);
  if (exchange_.idle()) exchange_.Request(spares_.Get(), settings);
}

const Place* Drone::requested() const {
  return exchange_.requested() != nullptr ? &exchange_.settings().place : nullptr;
}

void Drone::Render(const float* spectrum) {
  StftFrame* frame = exchange_.requested();
  if (frame == nullptr) return;
  const FrameSettings& settings = exchange_.settings();
  if (!settings.freeze || !frozen_) SetAmplitudes(spectrum, settings.brightness);
  frozen_ = settings.freeze;
  // A random phase in each bin of left + j right makes both channels, each from the half of it
  // that the other does not have.
  ComplexBin* bins = frame->bins;
  bins[0] = {0, 0};
  for (size_t bin = 1; bin < kSpectrumFft; ++bin) {
    const float amplitude = memory_->amplitudes[bin <= kMiddle ? bin : kSpectrumFft - bin];
    const ComplexBin& direction = phases_.Next();
    bins[bin] = {amplitude * direction.re, -amplitude * direction.im};
  }
  fft_.Forward(&bins[0].re);
  frame->gain = {gain_, gain_};
  exchange_.Publish();
}

// Pink noise has the power 1/k in bin k, of all bins together kReferenceLevel^2. Through the filter
// that is `wanted`; what the bins give by themselves, each of which has half of its power in each
// channel, is `given`.
void Drone::SetAmplitudes(const float* spectrum, float brightness) {
  const float* tilt = tilt_.Of(brightness);
  float* amplitudes = memory_->amplitudes;
  double pink = 0;  // equal terms that add up err in one direction: single precision is not enough
  double filtered = 0;
  double given = 0;
  for (size_t bin = 1; bin <= kMiddle; ++bin) {
    const float amplitude = spectrum[bin] * tilt[bin];
    amplitudes[bin] = amplitude;
    const float power = amplitude * amplitude;
    const float share = 1.0f / static_cast<float>(bin);
    pink += share;
    filtered += share * power;
    given += power;
  }
  const double middle = amplitudes[kMiddle];
  given -= 0.5 * middle * middle;  // the one bin without a mirror image
  const double wanted = kReferenceLevel * kReferenceLevel * filtered / pink;
  constexpr double kLeast = 1e-30;
  gain_ = std::sqrt(static_cast<float>(wanted / std::max(kWindowPower * given, kLeast)));
}

}  // namespace autocoder
