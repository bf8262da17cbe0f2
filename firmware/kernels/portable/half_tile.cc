// SPDX-License-Identifier: MIT
#include "kernels/half_tile.h"

#include <cmath>
#include <cstring>

namespace autocoder {
namespace {

constexpr float kSmallest = 1.0f / (1 << 24);     // a subnormal half's unit
constexpr float kLeastNormal = 1.0f / (1 << 14);
constexpr uint32_t kBias = 112;  // by which the exponents differ
constexpr uint32_t kInfinity = 0x7c00;

BinTile Whole(const HalfTile& tile) {
  BinTile whole;
  for (size_t i = 0; i < kTileBins; ++i) {
    whole.re[i] = ToFloat(tile.re[i]);
    whole.im[i] = ToFloat(tile.im[i]);
  }
  return whole;
}

}  // namespace

Half ToHalf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  const uint32_t sign = bits >> 16 & 0x8000;
  uint32_t rest = bits & 0x7fffffff;
  const float size = std::fabs(value);
  if (size < kLeastNormal) {
    rest = static_cast<uint32_t>(std::lrint(size / kSmallest));
  } else {
    rest += 0xfff + (rest >> 13 & 1);
    rest = (rest >> 13) - (kBias << 10);
    if (rest > kInfinity) rest = kInfinity + (std::isnan(value) ? 0x200 : 0);
  }
  return {static_cast<uint16_t>(sign | rest)};
}

float ToFloat(Half value) {
  const uint32_t rest = value.bits & 0x7fff;
  float size;
  if (rest < 0x400) {
    size = static_cast<float>(rest) * kSmallest;
  } else {
    const uint32_t bits = (rest << 13) + ((rest < kInfinity ? kBias : 2 * kBias) << 23);
    std::memcpy(&size, &bits, sizeof(size));
  }
  return (value.bits & 0x8000) != 0 ? -size : size;
}

void StoreTile(const BinTile& bins, HalfTile* kept) {
  for (size_t i = 0; i < kTileBins; ++i) {
    kept->re[i] = ToHalf(bins.re[i]);
    kept->im[i] = ToHalf(bins.im[i]);
  }
}

void TileMultiplyAdd(const HalfTile* response, const HalfTile* ring, const RingSpan& span,
                     BinTile* sum) {
  *sum = {};
  const auto add = [&](const HalfTile& half) {
    const BinTile h = Whole(*response++);
    const BinTile x = Whole(half);
    for (size_t i = 0; i < kTileBins; ++i) {
      sum->re[i] += h.re[i] * x.re[i] - h.im[i] * x.im[i];
      sum->im[i] += h.re[i] * x.im[i] + h.im[i] * x.re[i];
    }
  };
  for (size_t slot = 0; slot < span.before_wrap; ++slot) add(ring[span.oldest + slot]);
  for (size_t slot = 0; slot < span.after_wrap; ++slot) add(ring[slot]);
}

}  // namespace autocoder
