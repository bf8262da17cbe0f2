// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_TFLITE_MODEL_H_
#define AUTOCODER_DECODER_TFLITE_MODEL_H_

#include <cstddef>
#include <cstdint>

#include "decoder/tflite_file.h"
#include "status.h"

namespace autocoder {

constexpr size_t kMaxDenseLayers = 16;
constexpr size_t kMaxNetworkWidth = 512;  // of its input and its output

// What one end of a network has to be: int8, zero point -128.
struct NetworkEnd {
  size_t width;  // 0: any up to kMaxNetworkWidth
  float scale;
  float tolerance;  // relative to the scale
};

struct NetworkForm {
  NetworkEnd input;
  NetworkEnd output;
  bool logistic;  // as the last operator
};

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

// Dense layers in order; a logistic follows the last one if the form has it.
struct DenseModel {
  DenseLayer layers[kMaxDenseLayers];
  size_t layer_count;

  const DenseLayer& last() const { return layers[layer_count - 1]; }
};

// Accepts exactly what the form says: a chain of per-tensor int8
// FULLY_CONNECTED (fused RELU or none), one LOGISTIC at the end or none.
// Everything else is refused, and no read leaves the bytes.
Status ParseTfliteModel(const uint8_t* bytes, size_t size,
                        const NetworkForm& form, DenseModel* model);

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_TFLITE_MODEL_H_
