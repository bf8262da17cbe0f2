// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "kernels/dot_rows.h"

namespace autocoder {
namespace {

struct Product {
  std::vector<int8_t> weights;  // [rows][columns]
  std::vector<int16_t> activations;
  std::vector<int32_t> biases;

  std::vector<int32_t> Naive() const {
    std::vector<int32_t> sums = biases;
    for (size_t row = 0; row < biases.size(); ++row) {
      for (size_t column = 0; column < activations.size(); ++column) {
        sums[row] += weights[row * activations.size() + column] *
                     activations[column];
      }
    }
    return sums;
  }

  std::vector<int32_t> Packed() const {
    const size_t columns = activations.size();
    std::vector<int16_t> pairs(weights.size() / 2);
    for (size_t row = 0; row < biases.size(); row += 2) {
      for (size_t column = 0; column < columns; ++column) {
        pairs[PairIndex(row, column, columns)] =
            PackPair(weights[row * columns + column],
                     weights[(row + 1) * columns + column]);
      }
    }
    std::vector<int32_t> sums(biases.size());
    DotRows(pairs.data(), activations.data(), biases.data(), sums.data(),
            biases.size(), columns);
    return sums;
  }
};

template <typename Next>
Product Fill(size_t rows, size_t columns, Next next) {
  Product product;
  for (size_t i = 0; i < rows * columns; ++i) {
    product.weights.push_back(static_cast<int8_t>(next(-127, 127)));
  }
  for (size_t i = 0; i < columns; ++i) {
    product.activations.push_back(static_cast<int16_t>(next(-128, 127)));
  }
  for (size_t i = 0; i < rows; ++i) {
    product.biases.push_back(next(-1000000, 1000000));
  }
  return product;
}

TEST_CASE("packed rows give the sums of a naive product") {
  std::mt19937 random(7);
  const auto next = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (size_t rows : {4, 8, 52}) {
    for (size_t columns : {8, 16, 504, 512, 520, 1000, 1024}) {
      const Product product = Fill(rows, columns, next);
      CHECK(product.Packed() == product.Naive());
    }
  }
}

TEST_CASE("the largest sums of either sign stay exact") {
  for (int weight_sign : {-1, 1}) {
    for (int16_t activation : {int16_t{-128}, int16_t{127}}) {
      Product product = Fill(8, kMaxDotColumns, [](int, int high) { return high; });
      for (size_t i = 0; i < product.weights.size(); ++i) {
        const bool odd_row = i / kMaxDotColumns % 2 != 0;
        product.weights[i] =
            static_cast<int8_t>(odd_row ? 127 * weight_sign : 127);
      }
      for (int16_t& value : product.activations) value = activation;
      CHECK(product.Packed() == product.Naive());
    }
  }
}

}  // namespace
}  // namespace autocoder
