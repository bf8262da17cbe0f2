// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DENSE_ENCODER_H_
#define AUTOCODER_DECODER_DENSE_ENCODER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/dense_network.h"
#include "decoder/encoder.h"

namespace autocoder {

// What a decoder gives in, what it takes out: beyond 0..1 latents saturate.
constexpr NetworkForm kEncoderForm = {
    {0, 1.0f / 256.0f, 0.0f}, {kDecoderLatents, 1.0f / 255.0f, 1e-6f}, false};

// An encoder on our own dense network; each Step is one layer.
class DenseEncoder final : public Encoder {
 public:
  // The arena must outlive the encoder; the model's bytes are needed during
  // Load only.
  DenseEncoder(uint8_t* arena, size_t arena_bytes)
      : network_(arena, arena_bytes) {}

  Status Load(const uint8_t* bytes, size_t size) override {
    return network_.Load(bytes, size, kEncoderForm);
  }
  // The same in pieces: see DenseNetwork.
  Status BeginLoad(const uint8_t* bytes, size_t size, DenseLoad* load) {
    return network_.BeginLoad(bytes, size, kEncoderForm, load);
  }
  Status StepLoad(DenseLoad* load) { return network_.StepLoad(load); }
  void Begin(const int8_t* mel) override { network_.Begin(mel); }
  bool Step(int8_t* latents) override { return network_.Step(latents); }
  size_t mel_bands() const override { return network_.inputs(); }

  size_t arena_used() const { return network_.arena_used(); }
  size_t multiply_adds() const { return network_.multiply_adds(); }

 private:
  DenseNetwork network_;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DENSE_ENCODER_H_
