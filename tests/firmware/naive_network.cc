// SPDX-License-Identifier: MIT
#include "naive_network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "decoder/fixed_point.h"

namespace autocoder {
namespace {

template <typename T>
std::vector<T> ValuesOf(const std::vector<uint8_t>& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

int8_t Clamp(int32_t value, int32_t lowest) {
  return static_cast<int8_t>(std::min(std::max(value, lowest), 127));
}

std::vector<int8_t> NaiveLayer(const TestModel& model, size_t layer,
                               const std::vector<int8_t>& input) {
  const TestTensor& from = model.tensors[3 * layer];
  const TestTensor& to = model.tensors[OutputOf(layer)];
  const TestTensor& matrix = model.tensors[WeightsOf(layer)];
  const auto weights = ValuesOf<int8_t>(matrix.data);
  std::vector<int32_t> sums =
      ValuesOf<int32_t>(model.tensors[BiasesOf(layer)].data);
  QuantizedMultiplier multiplier;
  CHECK(QuantizeMultiplier(
      static_cast<double>(from.scales[0]) *
          static_cast<double>(matrix.scales[0]) /
          static_cast<double>(to.scales[0]),
      &multiplier));
  const int32_t zero_point = static_cast<int32_t>(to.zero_points[0]);
  const bool relu =
      model.operators[layer].activation == schema::fully_connected::kRelu;
  std::vector<int8_t> output;
  for (size_t row = 0; row < sums.size(); ++row) {
    for (size_t i = 0; i < input.size(); ++i) {
      sums[row] += weights[row * input.size() + i] *
                   (input[i] - static_cast<int32_t>(from.zero_points[0]));
    }
    output.push_back(
        Clamp(MultiplyByQuantizedMultiplier(sums[row], multiplier) + zero_point,
              relu ? zero_point : -128));
  }
  return output;
}

}  // namespace

std::vector<int8_t> NaiveLayers(const TestModel& model, size_t layers,
                                std::vector<int8_t> values) {
  for (size_t layer = 0; layer < layers; ++layer) {
    values = NaiveLayer(model, layer, values);
  }
  return values;
}

}  // namespace autocoder
