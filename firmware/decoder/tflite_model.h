// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_TFLITE_MODEL_H_
#define AUTOCODER_DECODER_TFLITE_MODEL_H_

#include <cstddef>
#include <cstdint>

#include "decoder/tflite_file.h"
#include "status.h"

namespace autocoder {

constexpr size_t kMaxDenseLayers = 16;

// One fully connected layer; the pointers lead into the file's bytes.
struct DenseLayer {
  size_t inputs;
  size_t outputs;
  const int8_t* weights;   // [outputs][inputs], zero point 0
  const uint8_t* biases;   // outputs int32 values, unaligned; may be nullptr
  float weight_scale;
  Quantization input;
  Quantization output;
  bool relu;
};

// Dense layers in order; a logistic follows the last one.
struct DenseModel {
  DenseLayer layers[kMaxDenseLayers];
  size_t layer_count;

  const DenseLayer& last() const { return layers[layer_count - 1]; }
};

// Accepts exactly what a decoder is: kDecoderLatents int8 inputs of 0..1, a
// chain of per-tensor int8 FULLY_CONNECTED (fused RELU or none), one LOGISTIC
// at the end. Everything else is refused, and no read leaves the bytes.
Status ParseTfliteModel(const uint8_t* bytes, size_t size, DenseModel* model);

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_TFLITE_MODEL_H_
