// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_KERNELS_DOT_ROWS_H_
#define AUTOCODER_KERNELS_DOT_ROWS_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// Rows and columns of a packed matrix are padded to multiples of these.
constexpr size_t kDotRows = 4;
constexpr size_t kDotColumns = 8;
constexpr size_t kMaxDotColumns = 1024;

// Two weights of one column, an even row's and the next row's, share 16 bits
// as even + 256 * odd. A multiply-add of the whole then collects
// S = even sum + 256 * odd sum, one of its low byte the even sum alone, and
// the odd sum is (S - even sum) / 256: half the widening that separate bytes
// would need. Weights lie in -127 .. 127, or the pair would overflow.
constexpr int16_t PackPair(int8_t even, int8_t odd) {
  return static_cast<int16_t>(even + 256 * odd);
}

// Where the pair of rows that `row` belongs to lies in a packed matrix: four
// rows by four columns, eight pairs, are neighbours and one block load.
constexpr size_t PairIndex(size_t row, size_t column, size_t columns) {
  return row / 4 * 2 * columns + column / 4 * 8 + row % 4 / 2 * 4 + column % 4;
}

// sums[row] = biases[row] + sum of weights[row][column] * activations[column].
// Rows and columns are padded, activations int8 values, all pointers aligned
// to four bytes; the sums must fit into 32 bits.
void DotRows(const int16_t* pairs, const int16_t* activations,
             const int32_t* biases, int32_t* sums, size_t rows,
             size_t columns);

}  // namespace autocoder

#endif  // AUTOCODER_KERNELS_DOT_ROWS_H_
