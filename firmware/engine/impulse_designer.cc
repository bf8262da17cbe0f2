// SPDX-License-Identifier: MIT
#include "engine/impulse_designer.h"

#include <cmath>
#include <cstddef>

namespace autocoder {
namespace {

constexpr size_t kBins = kImpulseFft / 2;  // and one more, at half the sample rate
constexpr float kPi = 3.14159265f;
static_assert(kImpulseFft == 2 * kSpectrumFft, "every other bin is between two of the spectrum");

float FloorAmplitude(float amplitude) {
  return amplitude > kSpectrumMinimum ? amplitude : kSpectrumMinimum;
}

}  // namespace

Status ImpulseDesigner::Init(ImpulseDesignerMemory* memory) {
  memory_ = memory;
  for (size_t i = 0; i < kImpulseFadeTaps; ++i) {
    const float angle = kPi * static_cast<float>(i + 1) / kImpulseFadeTaps;
    memory_->fade[i] = 0.5f * (1.0f + std::cos(angle));
  }
  return fft_.Init(kImpulseFft);
}

const float* ImpulseDesigner::Design(const float* amplitudes) {
  SetMagnitude(amplitudes);
  SetPhaseCepstrum();
  SetMinimumPhaseSpectrum();
  float* taps = memory_->samples;
  fft_.Inverse(memory_->spectrum, taps);
  float* tail = taps + kImpulseTaps - kImpulseFadeTaps;
  for (size_t i = 0; i < kImpulseFadeTaps; ++i) tail[i] *= memory_->fade[i];
  return taps;
}

// Magnitude of all bins, and its logarithm as a packed real spectrum. The logarithm's mean only
// scales the result, which the magnitude does; without it float32 has more room for the rest.
void ImpulseDesigner::SetMagnitude(const float* amplitudes) {
  float* magnitude = memory_->magnitude;
  float* log_spectrum = memory_->spectrum;
  float amplitude = FloorAmplitude(amplitudes[0]);
  float log = std::log(amplitude);
  const float first_log = log;
  double sum = 0;
  magnitude[0] = amplitude;
  for (size_t bin = 0; bin < kBins; bin += 2) {
    const float next = FloorAmplitude(amplitudes[bin / 2 + 1]);
    const float next_log = std::log(next);
    magnitude[bin + 1] = std::sqrt(amplitude * next);
    magnitude[bin + 2] = next;
    log_spectrum[2 * bin] = log;
    log_spectrum[2 * bin + 2] = 0.5f * (log + next_log);
    sum += log + next_log;
    amplitude = next;
    log = next_log;
  }
  const float mean = static_cast<float>(sum / kBins);
  for (size_t bin = 1; bin < kBins; ++bin) {
    log_spectrum[2 * bin] -= mean;
    log_spectrum[2 * bin + 1] = 0;
  }
  log_spectrum[0] = first_log - mean;
  log_spectrum[1] = log - mean;
}

// Minimum phase folds the cepstrum onto its causal half. The phase is the imaginary part of the
// folded cepstrum's transform, so its odd part alone is enough, and costs half the rounding error.
void ImpulseDesigner::SetPhaseCepstrum() {
  float* cepstrum = memory_->samples;
  fft_.Inverse(memory_->spectrum, cepstrum);
  cepstrum[0] = 0;
  cepstrum[kBins] = 0;
  for (size_t i = 1; i < kBins; ++i) cepstrum[kImpulseFft - i] = -cepstrum[i];
  fft_.Forward(cepstrum, memory_->spectrum);
}

void ImpulseDesigner::SetMinimumPhaseSpectrum() {
  const float* magnitude = memory_->magnitude;
  float* spectrum = memory_->spectrum;
  spectrum[0] = magnitude[0];
  spectrum[1] = magnitude[kBins];
  for (size_t bin = 1; bin < kBins; ++bin) {
    const float phase = spectrum[2 * bin + 1];
    spectrum[2 * bin] = magnitude[bin] * std::cos(phase);
    spectrum[2 * bin + 1] = magnitude[bin] * std::sin(phase);
  }
}

}  // namespace autocoder
