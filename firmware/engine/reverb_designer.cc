// SPDX-License-Identifier: MIT
#include "engine/reverb_designer.h"

#include <algorithm>
#include <cmath>

#include "engine/spectrum.h"

namespace autocoder {
namespace {

constexpr float kPi = 3.14159265f;
constexpr float kSixtyDb = 6.90775528f;  // ln 1000
constexpr float kHighestShare = 0.25f;   // of the response's length: the highest band's decay

struct Turn {
  float re;
  float im;
};
constexpr Turn kTurns[4] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

}  // namespace

Status ReverbDesigner::Init(ReverbDesignerMemory* memory) {
  memory_ = memory;
  taps_ = frames_ = 0;
  frame_ = 1;  // done
  for (size_t i = 0; i < kReverbHop; ++i) {
    const float angle = kPi * (static_cast<float>(i) + 0.5f) / kReverbFrame;
    memory_->window[i] = std::sin(angle);
  }
  return fft_.Init(kReverbFrame);
}

// Per hop, of the amplitude's logarithm.
float ReverbDesigner::DecayRate(size_t band) const {
  constexpr float kStep = (1 - kHighestShare) / (kMelBands - 1);
  const float taps = static_cast<float>(taps_) * (1 - kStep * static_cast<float>(band));
  return kSixtyDb * kReverbHop / taps;
}

// Frames overlap so that their powers add up to a constant: half a hop's worth from the first and
// a hop's from each of the others, every one weaker than the last.
void ReverbDesigner::Start(size_t taps, uint32_t seed) {
  taps_ = taps;
  frames_ = (taps + kReverbHop - 1) / kReverbHop;
  frame_ = 0;
  noise_.Seed(seed);
  for (size_t band = 0; band < kMelBands; ++band) {
    const float rest = 1 / std::expm1(2 * DecayRate(band));
    const float energy = kReverbHop * (0.5f + rest);
    memory_->loudness[band] = 1 / std::sqrt(kReverbFrame * energy);
  }
}

ReverbDesigner::Taps ReverbDesigner::Step(const float* bands) {
  const bool first = frame_ == 0;
  const bool beyond = frame_ == frames_;
  if (!beyond) {
    SetSpectrum(bands);
    SetFrame();
  }
  const float* window = memory_->window;
  // The transform runs backwards in time.
  const auto sample = [&](size_t n) { return memory_->frame[(kReverbFrame - n) % kReverbFrame]; };
  for (size_t i = 0; i < kReverbHop; ++i) {
    const StereoFrame rising = beyond ? StereoFrame{} : sample(i);
    const StereoFrame falling = beyond ? StereoFrame{} : sample(kReverbHop + i);
    StereoFrame& overlap = memory_->overlap[i];
    memory_->hop[i] = {overlap.left + window[i] * rising.left,
                       overlap.right + window[i] * rising.right};
    const float fall = window[kReverbHop - 1 - i];
    overlap = {fall * falling.left, fall * falling.right};
  }
  const size_t begin = first ? 0 : (frame_ - 1) * kReverbHop;
  ++frame_;
  return {memory_->hop, first ? 0 : std::min(kReverbHop, taps_ - begin)};
}

void ReverbDesigner::SetSpectrum(const float* bands) {
  float* amplitudes = memory_->amplitudes;
  const auto hops = static_cast<float>(frame_);
  for (size_t band = 0; band < kMelBands; ++band) {
    const float decay = std::exp(-DecayRate(band) * hops);
    amplitudes[band] = bands[band] * memory_->loudness[band] * decay;
  }
  BandsToSpectrum(amplitudes, memory_->spectrum);
}

// Both channels at once, left + j right. A constant offset and half the sample rate are left out.
void ReverbDesigner::SetFrame() {
  StereoFrame* bins = memory_->frame;
  bins[0] = bins[kReverbHop] = {};
  for (size_t bin = 1; bin < kReverbHop; ++bin) {
    const float amplitude = memory_->spectrum[bin];
    const ReverbNoise::Turns turns = noise_.Next();
    const Turn left = kTurns[turns.left];
    const Turn right = kTurns[turns.right];
    bins[bin] = {amplitude * (left.re - right.im), amplitude * (left.im + right.re)};
    bins[kReverbFrame - bin] = {amplitude * (left.re + right.im),
                                amplitude * (right.re - left.im)};
  }
  fft_.Forward(&bins[0].left);
}

}  // namespace autocoder
