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

// Whether there is a model at all, and what there is has the right size.
bool CanPlay(const Models& models) {
  size_t loaded = 0;
  for (const Model& model : models.slots) {
    if (model.decoder == nullptr) continue;
    if (model.decoder->mel_bands() != kMelBands) return false;
    ++loaded;
  }
  return loaded > 0;
}

}  // namespace

Status DecodedSpectrum::Init(DecodedSpectrumMemory* memory, const Models& models) {
  memory_ = memory;
  models_ = models;
  sources_[0] = sources_[1] = {};
  morph_ = 0;
  version_ = spectrum_version_ = models_version_ = 0;
  return CanPlay(models) ? Status::kOk : Status::kBadShape;
}

// What was decoded by the model before is forgotten, so that the next frame is another one, which
// whoever plays it fades to.
Status DecodedSpectrum::SetModel(size_t slot, const Model& model) {
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  Models models = models_;
  models.slots[slot] = model;
  if (!CanPlay(models)) return Status::kBadShape;
  models_ = models;
  ++models_version_;
  for (Source& source : sources_) {
    if (source.model == slot) source.model = kModelSlots;
  }
  return Status::kOk;
}

const float* DecodedSpectrum::Of(const Place& place) {
  const float* bands = BandsOf(place);
  if (spectrum_version_ != version_) BandsToSpectrum(bands, memory_->spectrum);
  spectrum_version_ = version_;
  return memory_->spectrum;
}

// A slot without a model gives the nearest below it that has one, else the lowest of all.
size_t DecodedSpectrum::Loaded(size_t slot) const {
  size_t found = std::min(slot, kModelSlots - 1);
  while (found > 0 && models_.slots[found].decoder == nullptr) --found;
  while (models_.slots[found].decoder == nullptr) ++found;
  return found;
}

// A model of which nothing is heard is not decoded.
const float* DecodedSpectrum::BandsOf(const Place& place) {
  int8_t input[kLatents];
  std::transform(place.latents, place.latents + kLatents, input, QuantizeLatent);
  const size_t model_a = Loaded(place.model_a);
  const size_t model_b = Loaded(place.model_b);
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
