// SPDX-License-Identifier: MIT
#include "engine/decoded_spectrum.h"

#include <algorithm>

#include "engine/spectrum.h"

namespace autocoder {
namespace {

// The decoder's input quantization, 0..65535 to -128..127, rounded.
int8_t QuantizeLatent(uint16_t latent) {
  return static_cast<int8_t>((latent + 128) / 257 - 128);
}

}  // namespace

Status DecodedSpectrum::Init(DecodedSpectrumMemory* memory, const Models& models) {
  memory_ = memory;
  models_ = models;
  sources_[0] = sources_[1] = {};
  morph_ = 0;
  version_ = spectrum_version_ = 0;
  bool fit = models.count > 0;
  for (size_t slot = 0; slot < models.count; ++slot) {
    fit = fit && models.slots[slot].decoder->mel_bands() == kMelBands;
  }
  return fit ? Status::kOk : Status::kBadShape;
}

const float* DecodedSpectrum::Of(const Place& place) {
  const float* bands = BandsOf(place);
  if (spectrum_version_ != version_) BandsToSpectrum(bands, memory_->spectrum);
  spectrum_version_ = version_;
  return memory_->spectrum;
}

// A model of which nothing is heard is not decoded. A slot without a model gives the last that is.
const float* DecodedSpectrum::BandsOf(const Place& place) {
  int8_t input[kLatents];
  std::transform(place.latents, place.latents + kLatents, input, QuantizeLatent);
  const size_t last = models_.count - 1;
  const size_t model_a = std::min<size_t>(place.model_a, last);
  const size_t model_b = std::min<size_t>(place.model_b, last);
  const uint16_t morph = model_a == model_b ? 0 : place.morph;
  bool changed = version_ == 0 || morph != morph_;
  if (morph < kPositionOne) changed = Decode(0, model_a, input) || changed;
  if (morph > 0) changed = Decode(1, model_b, input) || changed;
  if (changed) SetBands(morph);
  return memory_->bands;
}

// False where this frame is that already.
bool DecodedSpectrum::Decode(size_t which, size_t model, const int8_t* input) {
  Source& source = sources_[which];
  if (source.model == model && std::equal(input, input + kLatents, source.input)) return false;
  source.model = model;
  std::copy_n(input, kLatents, source.input);
  models_.slots[model].decoder->Decode(input, memory_->mel[which]);
  return true;
}

void DecodedSpectrum::SetBands(uint16_t morph) {
  morph_ = morph;
  ++version_;
  const size_t first = morph < kPositionOne ? 0 : 1;
  MelToBands(memory_->mel[first], ModelOf(first).gain, memory_->bands);
  if (morph == 0 || morph == kPositionOne) return;
  MelToBands(memory_->mel[1], ModelOf(1).gain, memory_->other_bands);
  MorphBands(memory_->other_bands, static_cast<float>(morph) / kPositionOne, memory_->bands);
}

}  // namespace autocoder
