// SPDX-License-Identifier: MIT
#include "engine/stereo_spectrum.h"

namespace autocoder {
namespace {

// Where a tile's first bin is, and that bin's mirror; the next ones follow upwards and downwards.
struct Place {
  size_t first;
  size_t mirror;
};

Place PlaceOf(size_t half, size_t tile) {
  const size_t bin = tile * kTileBins;
  if (bin < half / 2) return {bin, half - bin};
  const size_t odd = bin - half / 2;
  return {half + odd, 2 * half - 1 - odd};
}

}  // namespace

StereoTile SeparateTile(const float* bins, size_t half, size_t tile) {
  const Place place = PlaceOf(half, tile);
  const bool edge = tile == 0;  // whose first bin has no mirror
  const float* bin = bins + 2 * place.first;
  const float* mirror = bins + 2 * place.mirror;
  StereoTile channels;
  for (size_t i = edge ? 1 : 0; i < kTileBins; ++i) {
    const float re = bin[2 * i];
    const float im = bin[2 * i + 1];
    const float mirror_re = *(mirror - 2 * i);
    const float mirror_im = *(mirror - 2 * i + 1);
    channels.left.re[i] = re + mirror_re;
    channels.left.im[i] = im - mirror_im;
    channels.right.re[i] = im + mirror_im;
    channels.right.im[i] = mirror_re - re;
  }
  if (edge) {
    const float* middle = bins + half;
    channels.left.re[0] = 2 * bin[0];
    channels.left.im[0] = 2 * middle[0];
    channels.right.re[0] = 2 * bin[1];
    channels.right.im[0] = 2 * middle[1];
  }
  return channels;
}

void CombineTile(const StereoTile& channels, size_t half, size_t tile, float* bins) {
  const Place place = PlaceOf(half, tile);
  const bool edge = tile == 0;
  const BinTile& left = channels.left;
  const BinTile& right = channels.right;
  float* bin = bins + 2 * place.first;
  float* mirror = bins + 2 * place.mirror;
  for (size_t i = edge ? 1 : 0; i < kTileBins; ++i) {
    bin[2 * i] = left.re[i] - right.im[i];
    bin[2 * i + 1] = left.im[i] + right.re[i];
    *(mirror - 2 * i) = left.re[i] + right.im[i];
    *(mirror - 2 * i + 1) = right.re[i] - left.im[i];
  }
  if (edge) {
    float* middle = bins + half;
    bin[0] = left.re[0];
    bin[1] = right.re[0];
    middle[0] = left.im[0];
    middle[1] = right.im[0];
  }
}

void SpreadTile(const BinTile& channel, size_t half, size_t tile, float* bins) {
  const size_t bin = tile * kTileBins;
  float* first = bins + 2 * (bin < half / 2 ? 2 * bin : 2 * bin - half + 1);
  for (size_t i = 0; i < kTileBins; ++i) {
    first[4 * i] = channel.re[i];
    first[4 * i + 1] = channel.im[i];
  }
}

}  // namespace autocoder
