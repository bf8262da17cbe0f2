// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_KERNELS_HALF_TILE_H_
#define AUTOCODER_KERNELS_HALF_TILE_H_

#include <cstddef>
#include <cstdint>

#include "kernels/tile_multiply_add.h"

namespace autocoder {

// IEEE 754's number of 16 bits: 11 significant ones between 6e-5 and 65504, fewer down to 6e-8.
struct Half {
  uint16_t bits;
};

// Rounds to the nearest, ties to even.
Half ToHalf(float value);
float ToFloat(Half value);

// A BinTile in half the memory.
struct alignas(4) HalfTile {
  // Of a signal's spectra, which so are as large as the signal itself or a little more.
  static constexpr float kSignalScale = 1.0f / 512;

  Half re[kTileBins];
  Half im[kTileBins];
};

void StoreTile(const BinTile& bins, HalfTile* kept);

// As that of whole tiles; sums are floats.
void TileMultiplyAdd(const HalfTile* response, const HalfTile* ring, const RingSpan& span,
                     BinTile* sum);

}  // namespace autocoder

#endif  // AUTOCODER_KERNELS_HALF_TILE_H_
