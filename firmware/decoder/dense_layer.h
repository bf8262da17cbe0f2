// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DENSE_LAYER_H_
#define AUTOCODER_DECODER_DENSE_LAYER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/fixed_point.h"
#include "decoder/tflite_model.h"

namespace autocoder {

// What the file's form does not show: whether a layer's arithmetic is exact,
// whatever the input. Every decoder refuses the same models by it.

// From a layer's sums to its outputs. False when no multiplier says it.
bool LayerMultiplier(const DenseLayer& layer, QuantizedMultiplier* multiplier);

// A row's bias with the input's zero point folded in. False when the row's sum
// could leave 30 bits, also after a shift to the left by the multiplier.
bool FoldBias(const DenseLayer& layer, size_t row,
              const QuantizedMultiplier& multiplier, int32_t* bias);

// TensorFlow Lite's int8 scheme has no weight of -128.
constexpr int8_t kNoWeight = -128;

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DENSE_LAYER_H_
