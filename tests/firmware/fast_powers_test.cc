// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/fast_powers.h"

namespace autocoder {
namespace {

// Half of what float32 resolves near 1.
constexpr double kHalfUlp = 6e-8;

TEST_CASE("logarithms err by the polynomial's 1e-7 and their own rounding") {
  double worst = 0;
  for (int exponent = -126; exponent < 128; ++exponent) {
    for (int step = 0; step < 4096; ++step) {
      const float x = std::ldexp(1.0f + static_cast<float>(step) / 4096, exponent);
      const double exact = std::log2(static_cast<double>(x));
      const double allowed = 1e-7 + kHalfUlp * std::max(1.0, std::abs(exact));
      worst = std::max(worst, std::abs(Log2(x) - exact) / allowed);
    }
  }
  CHECK(worst < 1);
  CHECK(Log2(1) == 0);
  CHECK(Log2(std::numeric_limits<float>::min()) == -126);
}

TEST_CASE("logarithms near 1 are exact in proportion") {
  for (const float x : {0.999f, 0.9999f, 1.0001f, 1.001f}) {
    CHECK(std::abs(Log2(x) / std::log2(static_cast<double>(x)) - 1) < 6e-7);
  }
}

TEST_CASE("powers of two err by 2e-7 of themselves") {
  double worst = 0;
  for (int step = -126 * 4096; step <= 127 * 4096; ++step) {
    const float x = static_cast<float>(step) / 4096;
    worst = std::max(worst, std::abs(Exp2(x) / std::exp2(static_cast<double>(x)) - 1));
  }
  CHECK(worst < 2e-7);
  CHECK(worst > 1e-8);  // or the comparison is of something with itself
  for (int whole = -126; whole < 128; ++whole) {
    CHECK(Exp2(static_cast<float>(whole)) == std::ldexp(1.0f, whole));
  }
}

}  // namespace
}  // namespace autocoder
