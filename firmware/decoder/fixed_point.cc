// SPDX-License-Identifier: MIT
#include "decoder/fixed_point.h"

#include <cmath>
#include <limits>

namespace autocoder {

namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

// A value with I integer bits is stored as round(value * 2^(31 - I)).
constexpr int32_t ToFixed(double value, int integer_bits) {
  const double scaled =
      value * static_cast<double>(int64_t{1} << (31 - integer_bits));
  return static_cast<int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

// The logistic's argument has 4 integer bits: it spans -16 .. 16.
constexpr int kArgumentIntegerBits = 4;
constexpr int kArgumentFractionBits = 31 - kArgumentIntegerBits;

// Intermediate sums stay in range for every argument the table asks for; they
// are formed modulo 2^32 so that a mistake would not be undefined behaviour.
int32_t Add(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) +
                              static_cast<uint32_t>(b));
}

int32_t Multiply(int32_t a, int32_t b) {
  return RoundingDoublingHighMultiply(a, b);
}

int32_t SaturatingShiftLeft(int32_t value, int bits) {
  const int64_t shifted = static_cast<int64_t>(value) * (int64_t{1} << bits);
  if (shifted > kMax) return kMax;
  if (shifted < kMin) return kMin;
  return static_cast<int32_t>(shifted);
}

// (a + b) / 2, halves away from zero.
int32_t RoundingHalfSum(int32_t a, int32_t b) {
  const int64_t sum = static_cast<int64_t>(a) + b;
  return static_cast<int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

// exp(a) for -1/4 <= a < 0, no integer bits: a Taylor series about -1/8.
int32_t ExpNearZero(int32_t a) {
  constexpr int32_t kExpOfMinusEighth = ToFixed(0.88249690258459540286, 0);
  constexpr int32_t kOneThird = ToFixed(1.0 / 3.0, 0);
  const int32_t x = Add(a, ToFixed(1.0 / 8.0, 0));
  const int32_t x2 = Multiply(x, x);
  const int32_t x3 = Multiply(x2, x);
  const int32_t x4 = Multiply(x2, x2);
  const int32_t cubic_and_quartic =
      Multiply(Add(RoundingDivideByPowerOfTwo(x4, 2), x3), kOneThird);
  const int32_t above_linear =
      RoundingDivideByPowerOfTwo(Add(cubic_and_quartic, x2), 1);
  return Add(kExpOfMinusEighth,
             Multiply(kExpOfMinusEighth, Add(x, above_linear)));
}

// exp(a) for a <= 0 with 4 integer bits; the result has none. The part of a
// below a quarter goes through the series, each higher bit is one factor.
int32_t ExpOfNegative(int32_t a) {
  if (a == 0) return kMax;
  constexpr int kQuarterBit = kArgumentFractionBits - 2;
  constexpr int32_t kQuarter = int32_t{1} << kQuarterBit;
  constexpr int32_t kFactors[] = {
      ToFixed(0.77880078307140486825, 0),   // exp(-1/4)
      ToFixed(0.60653065971263342360, 0),   // exp(-1/2)
      ToFixed(0.36787944117144232160, 0),   // exp(-1)
      ToFixed(0.13533528323661269189, 0),   // exp(-2)
      ToFixed(0.018315638888734180294, 0),  // exp(-4)
      ToFixed(0.00033546262790251183882, 0),  // exp(-8)
  };
  const int32_t fine = (a & (kQuarter - 1)) - kQuarter;
  const int32_t coarse = fine - a;
  int32_t result =
      ExpNearZero(SaturatingShiftLeft(fine, kArgumentIntegerBits));
  int bit = kQuarterBit;
  for (int32_t factor : kFactors) {
    if (coarse & (int32_t{1} << bit)) result = Multiply(result, factor);
    ++bit;
  }
  return result;
}

// 1 / (1 + x) for 0 <= x <= 1, no integer bits: three Newton steps on the
// reciprocal of (1 + x) / 2, from the best linear start, with 2 integer bits.
int32_t ReciprocalOfOnePlus(int32_t x) {
  constexpr int kBits = 2;
  constexpr int32_t kOne = ToFixed(1.0, kBits);
  const int32_t half_denominator = RoundingHalfSum(x, kMax);
  int32_t reciprocal =
      Add(ToFixed(48.0 / 17.0, kBits),
          Multiply(half_denominator, ToFixed(-32.0 / 17.0, kBits)));
  for (int step = 0; step < 3; ++step) {
    const int32_t error = kOne - Multiply(half_denominator, reciprocal);
    reciprocal = Add(
        reciprocal, SaturatingShiftLeft(Multiply(reciprocal, error), kBits));
  }
  return SaturatingShiftLeft(reciprocal, kBits - 1);
}

int32_t Logistic(int32_t argument) {
  if (argument == 0) return ToFixed(0.5, 0);
  const int32_t positive =
      ReciprocalOfOnePlus(ExpOfNegative(argument > 0 ? -argument : argument));
  return argument > 0 ? positive : kMax - positive;
}

int8_t LogisticInt8(int32_t argument) {
  constexpr int kOutputBits = 8;
  const int32_t level =
      RoundingDivideByPowerOfTwo(Logistic(argument), 31 - kOutputBits) - 128;
  return static_cast<int8_t>(level > 127 ? 127 : level);
}

}  // namespace

bool QuantizeMultiplier(double real, QuantizedMultiplier* multiplier) {
  if (!std::isfinite(real) || real <= 0.0) return false;
  int exponent = 0;
  const double fraction = std::frexp(real, &exponent);
  int64_t mantissa = static_cast<int64_t>(
      std::round(fraction * static_cast<double>(int64_t{1} << 31)));
  if (mantissa == int64_t{1} << 31) {
    mantissa /= 2;
    ++exponent;
  }
  if (exponent < -31 || exponent > 30) return false;
  multiplier->mantissa = static_cast<int32_t>(mantissa);
  multiplier->exponent = exponent;
  return true;
}

int32_t RoundingDoublingHighMultiply(int32_t a, int32_t b) {
  if (a == kMin && b == kMin) return kMax;
  const int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>((product + (int64_t{1} << 30)) >> 31);
}

int32_t RoundingDivideByPowerOfTwo(int32_t value, int exponent) {
  if (exponent == 0) return value;
  const int64_t half = int64_t{1} << (exponent - 1);
  return static_cast<int32_t>((value + half - (value < 0 ? 1 : 0)) >>
                              exponent);
}

int32_t MultiplyByQuantizedMultiplier(int32_t value,
                                      QuantizedMultiplier multiplier) {
  const int left = multiplier.exponent > 0 ? multiplier.exponent : 0;
  const int right = multiplier.exponent > 0 ? 0 : -multiplier.exponent;
  const int32_t shifted =
      static_cast<int32_t>(static_cast<uint32_t>(value) << left);
  return RoundingDivideByPowerOfTwo(
      RoundingDoublingHighMultiply(shifted, multiplier.mantissa), right);
}

bool BuildLogisticTable(float input_scale, int32_t input_zero_point,
                        int8_t* table) {
  QuantizedMultiplier multiplier;
  const double to_argument = static_cast<double>(input_scale) *
                             static_cast<double>(1 << kArgumentFractionBits);
  if (!QuantizeMultiplier(to_argument, &multiplier)) return false;
  if (multiplier.exponent < 0) return false;
  if (input_zero_point < -128 || input_zero_point > 127) return false;
  // Beyond this distance from zero the argument would leave its range.
  constexpr int64_t kLargest = int64_t{15} << kArgumentFractionBits;
  const int64_t radius = kLargest >> multiplier.exponent;
  for (int32_t q = -128; q <= 127; ++q) {
    const int32_t distance = q - input_zero_point;
    int8_t level;
    if (distance <= -radius) {
      level = -128;
    } else if (distance >= radius) {
      level = 127;
    } else {
      level = LogisticInt8(MultiplyByQuantizedMultiplier(distance, multiplier));
    }
    table[q + 128] = level;
  }
  return true;
}

}  // namespace autocoder
