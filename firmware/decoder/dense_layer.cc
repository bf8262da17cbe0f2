// SPDX-License-Identifier: MIT
#include "decoder/dense_layer.h"

#include <cstdlib>
#include <cstring>

namespace autocoder {

namespace {

int32_t BiasOf(const DenseLayer& layer, size_t row) {
  int32_t bias = 0;
  if (layer.biases != nullptr) {
    std::memcpy(&bias, layer.biases + row * sizeof(bias), sizeof(bias));
  }
  return bias;
}

}  // namespace

// In double from the start: a product formed in float moves the multiplier by
// up to 6e-8 of its value, and with it a sum beside a rounding boundary.
bool LayerMultiplier(const DenseLayer& layer, QuantizedMultiplier* multiplier) {
  const double input_scale = static_cast<double>(layer.input.scale);
  const double weight_scale = static_cast<double>(layer.weight_scale);
  const double output_scale = static_cast<double>(layer.output.scale);
  return QuantizeMultiplier(input_scale * weight_scale / output_scale,
                            multiplier);
}

bool FoldBias(const DenseLayer& layer, size_t row,
              const QuantizedMultiplier& multiplier, int32_t* bias) {
  const int8_t* weights = layer.weights + row * layer.inputs;
  int32_t sum = 0;
  int32_t magnitude = 0;
  for (size_t i = 0; i < layer.inputs; ++i) {
    sum += weights[i];
    magnitude += std::abs(weights[i]);
  }
  const int64_t folded = int64_t{BiasOf(layer, row)} -
                         int64_t{layer.input.zero_point} * sum;
  // The largest magnitude on the way or at the end.
  const int64_t bound = std::llabs(folded) + int64_t{128} * magnitude;
  const int exponent = multiplier.exponent;
  if (bound >= (int64_t{1} << 30) >> (exponent > 0 ? exponent : 0)) return false;
  *bias = static_cast<int32_t>(folded);
  return true;
}

}  // namespace autocoder
