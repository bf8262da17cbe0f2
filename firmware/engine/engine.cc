// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include "engine/spectrum.h"

namespace autocoder {
namespace {

constexpr float kFadeStep = 1.0f / (kUpdateBlocks * kBlockSamples);

// The decoder's input quantization, 0..65535 to -128..127, rounded.
int8_t QuantizeLatent(uint16_t latent) {
  return static_cast<int8_t>((latent + 128) / 257 - 128);
}

}  // namespace

Status Engine::Init(EngineMemory* memory, Decoder* decoder) {
  memory_ = memory;
  decoder_ = decoder;
  block_ = 0;
  designed_ = false;
  if (decoder_->mel_bands() != kMelBands) return Status::kBadShape;
  exchange_.Init(&memory_->responses);
  Status status = convolver_.Init(&memory_->convolver);
  if (status == Status::kOk) status = designer_.Init(&memory_->designer);
  if (status == Status::kOk) status = partition_fft_.Init(kPartitionFft);
  return status;
}

void Engine::Process(const Parameters& parameters, const StereoFrame* in, StereoFrame* out) {
  if (block_ == 0) {
    exchange_.Turn();
    exchange_.Request(parameters.latents);
  }
  convolver_.Push(in);
  convolver_.Pull(exchange_.current(), memory_->wet);
  if (exchange_.fading()) FadeIn();
  block_ = (block_ + 1) % kUpdateBlocks;

  const float wet_gain = parameters.level * parameters.mix;
  const float dry_gain = parameters.level - wet_gain;
  for (size_t i = 0; i < kBlockSamples; ++i) {
    const StereoFrame wet = memory_->wet[i];
    const StereoFrame dry = in[i];
    out[i].left = wet_gain * wet.left + dry_gain * dry.left;
    out[i].right = wet_gain * wet.right + dry_gain * dry.right;
  }
}

// Crossfades this block from the current to the incoming response, linearly over the period.
void Engine::FadeIn() {
  convolver_.Pull(exchange_.incoming(), memory_->incoming_wet);
  size_t step = block_ * kBlockSamples;
  for (size_t i = 0; i < kBlockSamples; ++i, ++step) {
    const float gain = static_cast<float>(step) * kFadeStep;
    const StereoFrame incoming = memory_->incoming_wet[i];
    StereoFrame& wet = memory_->wet[i];
    wet.left += gain * (incoming.left - wet.left);
    wet.right += gain * (incoming.right - wet.right);
  }
}

void Engine::Prepare() {
  const uint16_t* latents = exchange_.requested();
  if (latents == nullptr) return;
  if (!SetDecoderInput(latents)) return exchange_.Decline();
  decoder_->Decode(decoder_input_, memory_->mel);
  MelToSpectrum(memory_->mel, memory_->spectrum);
  const float* taps = designer_.Design(memory_->spectrum);
  PartitionResponse(taps, partition_fft_, exchange_.draft());
  exchange_.Publish();
}

// False where the decoder would see what it saw last.
bool Engine::SetDecoderInput(const uint16_t* latents) {
  bool changed = !designed_;
  for (size_t i = 0; i < kLatents; ++i) {
    const int8_t input = QuantizeLatent(latents[i]);
    changed = changed || input != decoder_input_[i];
    decoder_input_[i] = input;
  }
  designed_ = true;
  return changed;
}

}  // namespace autocoder
