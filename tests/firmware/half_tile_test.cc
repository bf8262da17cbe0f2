// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <vector>

#include "kernels/half_tile.h"

namespace autocoder {
namespace {

// By the format's definition.
double Value(uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 0x3ff;
  const double size = exponent == 0 ? std::ldexp(fraction, -24)
                                    : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

TEST_CASE("every half is the number that the format defines, and itself again") {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    if ((bits >> 10 & 31) == 31) continue;  // infinity and what is no number
    const Half half = {static_cast<uint16_t>(bits)};
    REQUIRE(ToFloat(half) == Value(half.bits));
    REQUIRE(ToHalf(ToFloat(half)).bits == bits);
  }
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(ToHalf(infinity).bits == 0x7c00);
  CHECK(ToFloat(Half{0xfc00}) == -infinity);
  CHECK(ToHalf(65520).bits == 0x7c00);
  CHECK(std::isnan(ToFloat(ToHalf(std::nanf("")))));
}

TEST_CASE("numbers between two halves become the nearer one, of equally near ones the even one") {
  for (uint16_t bits = 0; bits < 0x7bff; ++bits) {
    const auto lower = static_cast<float>(Value(bits));
    const auto upper = static_cast<float>(Value(bits + 1));
    const float middle = lower + (upper - lower) / 2;
    REQUIRE(ToHalf(middle).bits == bits + bits % 2);
    REQUIRE(ToHalf(std::nextafter(middle, 0.0f)).bits == bits);
    REQUIRE(ToHalf(-std::nextafter(middle, 1e6f)).bits == 0x8000 + bits + 1);
  }
}

TEST_CASE("a half tile's sum is that of all products around the ring") {
  constexpr size_t kSlots = 5;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<HalfTile> tiles(2 * kSlots);
  for (HalfTile& tile : tiles) {
    BinTile bins;
    for (float& value : bins.re) value = uniform(random);
    for (float& value : bins.im) value = uniform(random);
    StoreTile(bins, &tile);
    REQUIRE(std::abs(ToFloat(tile.im[3]) - bins.im[3]) <= std::abs(bins.im[3]) / 2048);
  }
  const auto bin_of = [&](size_t tile, size_t bin) {
    return std::complex<double>(Value(tiles[tile].re[bin].bits), Value(tiles[tile].im[bin].bits));
  };
  for (size_t oldest = 0; oldest < kSlots; ++oldest) {
    for (size_t count = 1; count <= kSlots; ++count) {
      const size_t before_wrap = std::min(count, kSlots - oldest);
      BinTile sum;
      TileMultiplyAdd(&tiles[0], &tiles[kSlots], {oldest, before_wrap, count - before_wrap}, &sum);
      for (size_t bin = 0; bin < kTileBins; ++bin) {
        std::complex<double> expected = 0;
        for (size_t i = 0; i < count; ++i) {
          expected += bin_of(i, bin) * bin_of(kSlots + (oldest + i) % kSlots, bin);
        }
        // Ten products of at most 2, each rounded to 2^-24 of the sum so far.
        REQUIRE(std::abs(std::complex<double>(sum.re[bin], sum.im[bin]) - expected) < 5e-6);
      }
    }
  }
}

}  // namespace
}  // namespace autocoder
