// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "decoder/fixed_point.h"

namespace autocoder {
namespace {

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

TEST_CASE("a multiplier is a mantissa of 31 bits and an exponent") {
  QuantizedMultiplier multiplier;
  CHECK(QuantizeMultiplier(0.5, &multiplier));
  CHECK(multiplier.mantissa == 1 << 30);
  CHECK(multiplier.exponent == 0);
  CHECK(QuantizeMultiplier(1.0, &multiplier));
  CHECK(multiplier.mantissa == 1 << 30);
  CHECK(multiplier.exponent == 1);
  CHECK(QuantizeMultiplier(0.001, &multiplier));
  CHECK(multiplier.mantissa == 1099511628);  // 0.001 * 2^9 * 2^31
  CHECK(multiplier.exponent == -9);
  // Rounds up to a mantissa of 2^31, which needs the next exponent.
  CHECK(QuantizeMultiplier(1.0 - 1e-12, &multiplier));
  CHECK(multiplier.mantissa == 1 << 30);
  CHECK(multiplier.exponent == 1);
}

TEST_CASE("a multiplier that has no fixed-point form is refused") {
  QuantizedMultiplier multiplier;
  for (double bad : {0.0, -0.5, 1e-12, 1e12,
                     std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(QuantizeMultiplier(bad, &multiplier));
  }
}

TEST_CASE("the doubling high multiply rounds halves upward and saturates") {
  CHECK(RoundingDoublingHighMultiply(1 << 30, 1 << 30) == 1 << 29);
  CHECK(RoundingDoublingHighMultiply(3, 1 << 30) == 2);
  CHECK(RoundingDoublingHighMultiply(-3, 1 << 30) == -1);
  CHECK(RoundingDoublingHighMultiply(kMax, kMax) == kMax - 1);
  CHECK(RoundingDoublingHighMultiply(kMin, kMax) == -kMax);
  CHECK(RoundingDoublingHighMultiply(kMin, kMin) == kMax);
}

TEST_CASE("the division by a power of two rounds halves away from zero") {
  CHECK(RoundingDivideByPowerOfTwo(5, 1) == 3);
  CHECK(RoundingDivideByPowerOfTwo(-5, 1) == -3);
  CHECK(RoundingDivideByPowerOfTwo(4, 1) == 2);
  CHECK(RoundingDivideByPowerOfTwo(5, 2) == 1);
  CHECK(RoundingDivideByPowerOfTwo(-6, 2) == -2);
  CHECK(RoundingDivideByPowerOfTwo(-7, 0) == -7);
  CHECK(RoundingDivideByPowerOfTwo(kMax, 1) == 1 << 30);
  CHECK(RoundingDivideByPowerOfTwo(kMin, 31) == -1);
  CHECK(RoundingDivideByPowerOfTwo(kMax, 31) == 1);
}

TEST_CASE("requantization rounds twice") {
  QuantizedMultiplier eighth;
  CHECK(QuantizeMultiplier(0.125, &eighth));
  CHECK(eighth.exponent == -2);
  // 11 / 8 = 1.375: rounded once it is 1, but 5.5 becomes 6 and 6 / 4 then 2.
  CHECK(MultiplyByQuantizedMultiplier(11, eighth) == 2);
  CHECK(MultiplyByQuantizedMultiplier(-11, eighth) == -1);
  QuantizedMultiplier six;
  CHECK(QuantizeMultiplier(6.0, &six));
  CHECK(MultiplyByQuantizedMultiplier(7, six) == 42);
}

TEST_CASE("the logistic table follows the function to one step") {
  for (float scale : {0.002f, 0.02f, 0.0625f, 0.3f, 1.5f}) {
    for (int32_t zero_point : {-128, -3, 0, 127}) {
      int8_t table[kInt8Values];
      CHECK(BuildLogisticTable(scale, zero_point, table));
      int misrounded = 0;
      for (int q = -128; q <= 127; ++q) {
        const double x = static_cast<double>(scale) * (q - zero_point);
        const double exact = 256.0 / (1.0 + std::exp(-x)) - 128.0;
        const double rounded = std::fmin(std::round(exact), 127.0);
        const int level = table[q + 128];
        CHECK(std::fabs(level - rounded) <= 1.0);
        if (level != static_cast<int>(rounded)) ++misrounded;
      }
      CHECK(misrounded <= 2);
    }
  }
}

TEST_CASE("the logistic is a half at zero and saturates far from it") {
  int8_t table[kInt8Values];
  CHECK(BuildLogisticTable(1.0f, 0, table));
  CHECK(table[128] == 0);
  CHECK(table[0] == -128);
  CHECK(table[255] == 127);
}

TEST_CASE("a logistic with an unusable input scale is refused") {
  int8_t table[kInt8Values];
  for (float bad : {0.0f, -1.0f, 1e-9f, 1e9f,
                    std::numeric_limits<float>::infinity(),
                    std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_FALSE(BuildLogisticTable(bad, 0, table));
  }
  CHECK_FALSE(BuildLogisticTable(0.1f, 128, table));
  CHECK_FALSE(BuildLogisticTable(0.1f, -129, table));
}

}  // namespace
}  // namespace autocoder
