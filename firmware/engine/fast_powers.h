// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_FAST_POWERS_H_
#define AUTOCODER_ENGINE_FAST_POWERS_H_

#include <cstdint>
#include <cstring>

namespace autocoder {

// Powers without the library's functions, which cost several times as much and branch. Both
// polynomials are minimax fits of the least degree that errs by less than 1e-7; float32 rounds by
// half of that.

// Of a normal number above zero; within 1e-7 and the rounding of the result.
inline float Log2(float x) {
  constexpr int32_t kRootOfHalf = 0x3F3504F3;  // bits of sqrt(1/2): mantissas from there on
  int32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  const int32_t above = bits - kRootOfHalf;
  bits -= above & ~0x7FFFFF;
  float mantissa;
  std::memcpy(&mantissa, &bits, sizeof(mantissa));
  const float t = mantissa - 1.0f;
  float sum = -0.145744364f;
  sum = sum * t + 0.236890336f;
  sum = sum * t - 0.25006906f;
  sum = sum * t + 0.286707462f;
  sum = sum * t - 0.360087215f;
  sum = sum * t + 0.480939445f;
  sum = sum * t - 0.721357149f;
  sum = sum * t + 1.44269477f;
  return static_cast<float>(above >> 23) + sum * t;
}

// For x from -126 to 127; within 2e-7 of the result.
inline float Exp2(float x) {
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it leaves x rounded in the low bits
  const float shifted = x + kRound;
  const float t = x - (shifted - kRound);
  float sum = 1.32647269e-3f;
  sum = sum * t + 9.67151266e-3f;
  sum = sum * t + 5.55073374e-2f;
  sum = sum * t + 0.240222421f;
  sum = sum * t + 0.693146978f;
  sum = sum * t + 1.0f;
  int32_t whole;
  std::memcpy(&whole, &shifted, sizeof(whole));
  int32_t bits;
  std::memcpy(&bits, &sum, sizeof(bits));
  bits += static_cast<int32_t>(static_cast<uint32_t>(whole) << 23);
  std::memcpy(&sum, &bits, sizeof(sum));
  return sum;
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_FAST_POWERS_H_
