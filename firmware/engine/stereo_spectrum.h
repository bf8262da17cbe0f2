// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_STEREO_SPECTRUM_H_
#define AUTOCODER_ENGINE_STEREO_SPECTRUM_H_

#include <cstddef>

#include "kernels/tile_multiply_add.h"

namespace autocoder {

// A stereo signal is transformed as one complex signal, left + j right, by a SplitFft. Different
// responses left and right need both channels' spectra apart: bin k and its mirror make both.
// Of the 2 * half bins `half` of each channel are kept, four to a tile: the real bins 0 and `half`
// as real and imaginary part of the first, then the even bins 2, 4 .. half - 2, then the odd ones
// 1, 3 .. half - 1.
struct StereoTile {
  BinTile left;
  BinTile right;
};

constexpr size_t StereoTiles(size_t half) { return half / kTileBins; }

// Both channels' bins of one tile, times two.
StereoTile SeparateTile(const float* bins, size_t half, size_t tile);

// The reverse, without the factor: sets the tile's bins and their mirrors.
void CombineTile(const StereoTile& channels, size_t half, size_t tile, float* bins);

// Sets the tile's bins, of one channel alone, in the order that SplitFft::FoldReal takes.
void SpreadTile(const BinTile& channel, size_t half, size_t tile, float* bins);

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_STEREO_SPECTRUM_H_
