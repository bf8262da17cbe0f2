// SPDX-License-Identifier: MIT
#include "engine/input_mel.h"

#include <algorithm>
#include <cmath>

#include <generated/mel_analysis.h>

#include "engine/fast_powers.h"

namespace autocoder {
namespace {

constexpr float kPi = 3.14159265f;
constexpr size_t kBins = kAnalysisFft / 2;
constexpr float kWindowScale = 4.0f / kAnalysisFft;  // a full-scale sine reads 1
constexpr float kLoudest = 1e6f;  // beyond what any converter gives, such as infinity

// An encoder's input: 256 steps from a margin below the floor to as much above 0 dB.
constexpr float kStepsPerDb = 256.0f / (2.0f * kSigmoidMarginDb - kFloorDb);
constexpr float kDbPerOctave = 6.02059991f;
constexpr float kZeroDbStep = (kSigmoidMarginDb - kFloorDb) * kStepsPerDb;

}  // namespace

Status InputMel::Init(InputMelMemory* memory) {
  memory_ = memory;
  for (size_t i = 0; i <= kBins; ++i) {
    const float turn = std::cos(kPi * static_cast<float>(i) / kBins);
    memory_->window[i] = kWindowScale * (0.5f - 0.5f * turn);
  }
  std::fill_n(memory_->mel, kMelBands, int8_t{0});
  ring_.Init(memory_->ring);
  transformed_ = false;
  peak_ = 0;
  return fft_.Init(kAnalysisFft);
}

InputMel::Piece InputMel::Step() {
  if (transformed_) {
    SetMagnitudes();
    SetMel();
    transformed_ = false;
    return Piece::kLast;
  }
  if (!ring_.Fetch(memory_->window, memory_->samples)) return Piece::kNone;
  fft_.Forward(memory_->samples, memory_->spectrum);
  transformed_ = true;
  return Piece::kPart;
}

// In the samples' place, which the transform has used up.
void InputMel::SetMagnitudes() {
  const float* spectrum = memory_->spectrum;
  float* magnitudes = memory_->samples;
  magnitudes[0] = std::fabs(spectrum[0]);
  magnitudes[kBins] = std::fabs(spectrum[1]);
  for (size_t bin = 1; bin < kBins; ++bin) {
    const float real = spectrum[2 * bin];
    const float imaginary = spectrum[2 * bin + 1];
    magnitudes[bin] = std::sqrt(real * real + imaginary * imaginary);
  }
}

void InputMel::SetMel() {
  float* mel = memory_->spectrum;
  float peak = std::max(kAutocodePeakKept * peak_, kAutocodePeakFloor);
  const float* weight = kMelWeight;
  for (size_t band = 0; band < kMelBands; ++band) {
    const float* magnitude = memory_->samples + kMelFirstBin[band];
    const float* end = kMelWeight + kMelWeightEnd[band];
    float sum = 0;
    while (weight != end) sum += *weight++ * *magnitude++;
    mel[band] = sum;
    if (sum > peak && sum < kLoudest) peak = sum;
  }
  peak_ = peak;
  QuantizeMel(mel);
}

void InputMel::QuantizeMel(const float* mel) {
  constexpr float kFloor = kWhitenFloor;  // kFloorDb as an amplitude
  const float scale = 1.0f / peak_;
  for (size_t band = 0; band < kMelBands; ++band) {
    const float ratio = mel[band] * scale;
    const float level = ratio > kFloor ? std::min(ratio, 1.0f) : kFloor;
    const float step = kStepsPerDb * kDbPerOctave * Log2(level) + kZeroDbStep;
    memory_->mel[band] = static_cast<int8_t>(static_cast<int>(step + 0.5f) - 128);
  }
}

}  // namespace autocoder
