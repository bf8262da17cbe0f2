// SPDX-License-Identifier: MIT
#include "kernels/dot_rows.h"

namespace autocoder {

void DotRows(const int16_t* pairs, const int16_t* activations,
             const int32_t* biases, int32_t* sums, size_t rows,
             size_t columns) {
  for (size_t row = 0; row < rows; row += kDotRows) {
    // One sum per lane, so that compilers make vectors of them. A lane sees a
    // quarter of the columns: 256 * 127 * 257 * 128 < 2^31.
    int32_t mixed[8] = {};
    int32_t even[8] = {};
    for (size_t column = 0; column < columns; column += 4) {
      for (size_t lane = 0; lane < 8; ++lane) {
        const int32_t activation = activations[column + lane % 4];
        mixed[lane] += pairs[lane] * activation;
        even[lane] += static_cast<int8_t>(pairs[lane]) * activation;
      }
      pairs += 8;
    }
    for (size_t lane = 0; lane < 8; ++lane) {
      mixed[lane] = (mixed[lane] - even[lane]) / 256;
    }
    for (size_t pair = 0; pair < 2; ++pair) {
      const int32_t* e = even + 4 * pair;
      const int32_t* o = mixed + 4 * pair;
      const size_t at = row + 2 * pair;
      sums[at] = biases[at] + e[0] + e[1] + e[2] + e[3];
      sums[at + 1] = biases[at + 1] + o[0] + o[1] + o[2] + o[3];
    }
  }
}

}  // namespace autocoder
