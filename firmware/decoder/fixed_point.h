// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_FIXED_POINT_H_
#define AUTOCODER_DECODER_FIXED_POINT_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// The integer arithmetic of TensorFlow Lite Micro, bit for bit. It rounds
// twice (after the multiply and after the shift); desktop TensorFlow Lite
// rounds once and is one step off now and then.

// mantissa * 2^(exponent - 31), mantissa in 2^30 .. 2^31 - 1.
struct QuantizedMultiplier {
  int32_t mantissa;
  int exponent;
};

// False for a value that is not finite and positive, or whose exponent lies
// outside -31 .. 30.
bool QuantizeMultiplier(double real, QuantizedMultiplier* multiplier);

// round(a * b / 2^31), halves upward; the one overflow, of two minima,
// saturates.
int32_t RoundingDoublingHighMultiply(int32_t a, int32_t b);

// round(value / 2^exponent), halves away from zero; exponent 0 .. 31.
int32_t RoundingDivideByPowerOfTwo(int32_t value, int exponent);

// value * multiplier. The product value * 2^exponent must fit into 32 bits.
int32_t MultiplyByQuantizedMultiplier(int32_t value,
                                      QuantizedMultiplier multiplier);

constexpr size_t kInt8Values = 256;

// table[q + 128] becomes the int8 logistic (scale 1/256, zero point -128) of
// the int8 input q. False when the input scale or zero point is unusable.
bool BuildLogisticTable(float input_scale, int32_t input_zero_point,
                        int8_t* table);

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_FIXED_POINT_H_
