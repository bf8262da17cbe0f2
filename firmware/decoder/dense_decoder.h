// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DENSE_DECODER_H_
#define AUTOCODER_DECODER_DENSE_DECODER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/decoder.h"
#include "decoder/fixed_point.h"
#include "decoder/tflite_model.h"

namespace autocoder {

// Our own int8 dense network with TensorFlow Lite Micro's exact arithmetic.
class DenseDecoder final : public Decoder {
 public:
  // The arena holds the packed weights and must outlive the decoder; the
  // model's bytes are needed during Load only.
  DenseDecoder() = default;
  DenseDecoder(uint8_t* arena, size_t arena_bytes)
      : arena_(arena), arena_bytes_(arena_bytes) {}
  // Before Load.
  void SetArena(uint8_t* arena, size_t arena_bytes) {
    arena_ = arena;
    arena_bytes_ = arena_bytes;
  }

  // kTooLarge when the arena is too small. kBadQuantization also for a layer
  // whose sums could leave 30 bits: proving here that they cannot is what
  // lets Decode do without any overflow checks.
  Status Load(const uint8_t* bytes, size_t size) override;
  void Decode(const int8_t* latents, int8_t* mel) override;
  size_t mel_bands() const override { return mel_bands_; }

  // Bytes of the arena in use; for budgets.
  size_t arena_used() const { return arena_used_; }
  // Multiply-adds of one Decode, padding not counted.
  size_t multiply_adds() const { return multiply_adds_; }

 private:
  struct Layer {
    const int16_t* pairs;
    const int32_t* biases;
    size_t rows;     // padded outputs
    size_t columns;  // padded inputs
    size_t outputs;
    QuantizedMultiplier multiplier;
    int32_t output_zero_point;
    int32_t lowest;  // of the int8 output: its zero point after a RELU
  };

  template <typename T>
  T* Allocate(size_t count);
  Status Prepare(const DenseModel& model);
  Status PrepareLayer(const DenseLayer& source, Layer* layer);
  static void Requantize(const Layer& layer, const int32_t* sums,
                         int16_t* activations);

  uint8_t* arena_ = nullptr;
  size_t arena_bytes_ = 0;
  size_t arena_used_ = 0;
  size_t multiply_adds_ = 0;
  size_t mel_bands_ = 0;
  size_t layer_count_ = 0;
  Layer layers_[kMaxDenseLayers];
  int32_t* sums_ = nullptr;
  int16_t* activations_ = nullptr;
  int8_t logistic_[kInt8Values];
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DENSE_DECODER_H_
