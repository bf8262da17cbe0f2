// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <random>
#include <vector>

#include "kernels/tile_multiply_add.h"

namespace autocoder {
namespace {

using Complex = std::complex<double>;

std::vector<BinTile> RandomTiles(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<BinTile> tiles(count);
  for (BinTile& tile : tiles) {
    for (float& value : tile.re) value = uniform(random);
    for (float& value : tile.im) value = uniform(random);
  }
  return tiles;
}

Complex Bin(const BinTile& tile, size_t bin) { return {tile.re[bin], tile.im[bin]}; }

TEST_CASE("a tile's sum is that of all products around the ring") {
  constexpr size_t kSlots = 9;
  const std::vector<BinTile> response = RandomTiles(kSlots, 1);
  const std::vector<BinTile> ring = RandomTiles(kSlots, 2);
  for (size_t oldest = 0; oldest < kSlots; ++oldest) {
    for (size_t count = 1; count <= kSlots; ++count) {
      CAPTURE(oldest);
      CAPTURE(count);
      const size_t before_wrap = std::min(count, kSlots - oldest);
      BinTile sum = RandomTiles(1, 3)[0];
      TileMultiplyAdd(response.data(), ring.data(), {oldest, before_wrap, count - before_wrap},
                      &sum);
      for (size_t bin = 0; bin < kTileBins; ++bin) {
        Complex expected = 0;
        for (size_t i = 0; i < count; ++i) {
          expected += Bin(response[i], bin) * Bin(ring[(oldest + i) % kSlots], bin);
        }
        // Eighteen products of at most 2, each rounded to 2^-24 of the sum so far.
        CHECK(std::abs(Bin(sum, bin) - expected) < 1e-5);
      }
    }
  }
}

}  // namespace
}  // namespace autocoder
