// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_KERNELS_TILE_MULTIPLY_ADD_H_
#define AUTOCODER_KERNELS_TILE_MULTIPLY_ADD_H_

#include <cstddef>

namespace autocoder {

// Bins of a spectrum go in fours, real parts first: one vector register of a desktop each, and what
// the 32 float registers of a Cortex-M7 hold of signal, response and sum at once.
constexpr size_t kTileBins = 4;

struct alignas(16) BinTile {
  static constexpr float kSignalScale = 1;  // of a signal's spectra; see HalfTile

  float re[kTileBins];
  float im[kTileBins];
};

// A run of slots in a ring: `before_wrap` of them from `oldest` on, then `after_wrap` from slot 0.
struct RingSpan {
  size_t oldest;
  size_t before_wrap;  // at least 1
  size_t after_wrap;
};

// Whole tiles are kept as they are.
inline void StoreTile(const BinTile& bins, BinTile* kept) { *kept = bins; }
inline float ToFloat(float value) { return value; }

// The sum of the products of response[0], response[1] and so on with the ring's slots in turn.
void TileMultiplyAdd(const BinTile* response, const BinTile* ring, const RingSpan& span,
                     BinTile* sum);

}  // namespace autocoder

#endif  // AUTOCODER_KERNELS_TILE_MULTIPLY_ADD_H_
