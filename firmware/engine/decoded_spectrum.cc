// SPDX-License-Identifier: MIT
#include "engine/decoded_spectrum.h"

#include "engine/spectrum.h"

namespace autocoder {
namespace {

// The decoder's input quantization, 0..65535 to -128..127, rounded.
int8_t QuantizeLatent(uint16_t latent) {
  return static_cast<int8_t>((latent + 128) / 257 - 128);
}

}  // namespace

Status DecodedSpectrum::Init(DecodedSpectrumMemory* memory, Decoder* decoder) {
  memory_ = memory;
  decoder_ = decoder;
  version_ = 0;
  return decoder_->mel_bands() == kMelBands ? Status::kOk : Status::kBadShape;
}

const float* DecodedSpectrum::Of(const uint16_t* latents) {
  if (SetInput(latents)) {
    decoder_->Decode(input_, memory_->mel);
    MelToSpectrum(memory_->mel, memory_->amplitudes);
    ++version_;
  }
  return memory_->amplitudes;
}

const int8_t* DecodedSpectrum::MelOf(const uint16_t* latents) {
  Of(latents);
  return memory_->mel;
}

// False where the decoder would see what it saw last.
bool DecodedSpectrum::SetInput(const uint16_t* latents) {
  bool changed = version_ == 0;
  for (size_t i = 0; i < kLatents; ++i) {
    const int8_t input = QuantizeLatent(latents[i]);
    changed = changed || input != input_[i];
    input_[i] = input;
  }
  return changed;
}

}  // namespace autocoder
