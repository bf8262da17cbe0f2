// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_TURNS_H_
#define AUTOCODER_FFT_TURNS_H_

#include <cmath>
#include <cstddef>

namespace autocoder {

// exp(sign * 2 pi j n / size) for n below count, real and imaginary parts alternating.
inline void FillTurns(float sign, size_t size, size_t count, float* turns) {
  constexpr float kTwoPi = 6.28318531f;
  for (size_t n = 0; n < count; ++n) {
    const float angle = kTwoPi * static_cast<float>(n) / static_cast<float>(size);
    turns[2 * n] = std::cos(angle);
    turns[2 * n + 1] = sign * std::sin(angle);
  }
}

}  // namespace autocoder

#endif  // AUTOCODER_FFT_TURNS_H_
