// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DENSE_DECODER_H_
#define AUTOCODER_DECODER_DENSE_DECODER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/decoder.h"
#include "decoder/dense_network.h"

namespace autocoder {

static_assert(kMaxMelBands == kMaxNetworkWidth);

// Latents of 0..1 in, the dB range of a logistic out.
constexpr NetworkForm kDecoderForm = {
    {kDecoderLatents, 1.0f / 255.0f, 1e-6f}, {0, 1.0f / 256.0f, 0.0f}, true};

// A decoder on our own dense network.
class DenseDecoder final : public Decoder {
 public:
  static constexpr char kName[] = "dense";

  // The arena must outlive the decoder; the model's bytes are needed during
  // Load only.
  DenseDecoder() = default;
  DenseDecoder(uint8_t* arena, size_t arena_bytes)
      : network_(arena, arena_bytes) {}
  // Before Load.
  void SetArena(uint8_t* arena, size_t arena_bytes) {
    network_.SetArena(arena, arena_bytes);
  }

  Status Load(const uint8_t* bytes, size_t size) override {
    return network_.Load(bytes, size, kDecoderForm);
  }
  // The same in pieces: see DenseNetwork.
  Status BeginLoad(const uint8_t* bytes, size_t size, DenseLoad* load) {
    return network_.BeginLoad(bytes, size, kDecoderForm, load);
  }
  Status StepLoad(DenseLoad* load) { return network_.StepLoad(load); }
  void Decode(const int8_t* latents, int8_t* mel) override {
    network_.Run(latents, mel);
  }
  size_t mel_bands() const override { return network_.outputs(); }

  size_t arena_used() const { return network_.arena_used(); }
  size_t multiply_adds() const { return network_.multiply_adds(); }

 private:
  DenseNetwork network_;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DENSE_DECODER_H_
