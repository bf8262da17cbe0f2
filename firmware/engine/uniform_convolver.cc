// SPDX-License-Identifier: MIT
#include "engine/uniform_convolver.h"

#include <algorithm>
#include <cstring>

namespace autocoder {
namespace {

const float* Interleaved(const StereoFrame* frames) {
  static_assert(sizeof(StereoFrame) == 2 * sizeof(float));
  return &frames->left;
}

void Scale(float factor, BinTile* tile) {
  for (float& value : tile->re) value *= factor;
  for (float& value : tile->im) value *= factor;
}

}  // namespace

void UniformConvolver::Init(float* bins, StereoFrame* previous, const PartitionSpectra& ring) {
  bins_ = bins;
  previous_ = previous;
  ring_ = ring;
  newest_ = 0;
  Clear();
}

void UniformConvolver::Clear() {
  std::fill_n(previous_, size(), StereoFrame{});
  std::fill_n(ring_.tiles, 2 * tiles() * ring_.capacity, BinTile{});
}

void UniformConvolver::Take(const StereoFrame* newest) {
  const float* second = newest == nullptr ? nullptr : Interleaved(newest);
  fft_.Split(Interleaved(previous_), second, bins_);
  if (newest == nullptr) {
    std::fill_n(previous_, size(), StereoFrame{});
  } else {
    std::memcpy(previous_, newest, size() * sizeof(StereoFrame));
  }
}

void UniformConvolver::Transform(size_t half) { fft_.Transform(bins_ + half * 2 * size()); }

void UniformConvolver::Keep() {
  newest_ = newest_ + 1 < ring_.capacity ? newest_ + 1 : 0;
  for (size_t tile = 0; tile < tiles(); ++tile) {
    ring_.Put(tile, newest_, SeparateTile(bins_, size(), tile));
  }
}

void UniformConvolver::Multiply(const PartitionSpectra& response, size_t begin, size_t end) {
  const size_t count = response.partitions;
  const size_t oldest = (newest_ + 1 + ring_.capacity - count) % ring_.capacity;
  const size_t before_wrap = std::min(count, ring_.capacity - oldest);
  const RingSpan span = {oldest, before_wrap, count - before_wrap};
  for (size_t tile = begin; tile < end; ++tile) {
    StereoTile sum = {};
    if (count > 0) {
      TileMultiplyAdd(response.row(tile, 0), ring_.row(tile, 0), span, &sum.left);
      TileMultiplyAdd(response.row(tile, 1), ring_.row(tile, 1), span, &sum.right);
      if (tile == 0) MultiplyEdges(response, span, &sum);
    }
    CombineTile(sum, size(), tile, bins_);
  }
}

// The first bin of the first tile is two real bins, whose products are real.
void UniformConvolver::MultiplyEdges(const PartitionSpectra& response, const RingSpan& span,
                                     StereoTile* sum) const {
  BinTile* sums[] = {&sum->left, &sum->right};
  for (size_t channel = 0; channel < 2; ++channel) {
    const BinTile* h = response.row(0, channel);
    const BinTile* ring = ring_.row(0, channel);
    float first = 0;
    float middle = 0;
    const auto add = [&](const BinTile& x) {
      first += h->re[0] * x.re[0];
      middle += h->im[0] * x.im[0];
      ++h;
    };
    for (size_t slot = 0; slot < span.before_wrap; ++slot) add(ring[span.oldest + slot]);
    for (size_t slot = 0; slot < span.after_wrap; ++slot) add(ring[slot]);
    sums[channel]->re[0] = first;
    sums[channel]->im[0] = middle;
  }
}

void UniformConvolver::TakePartition(const StereoFrame* taps, float* work) const {
  fft_.Split(Interleaved(taps), nullptr, work);
}

void UniformConvolver::TransformPartition(size_t half, float* work) const {
  fft_.Transform(work + half * 2 * size());
}

void UniformConvolver::KeepPartition(const float* work, size_t begin, size_t end, size_t index,
                                     const PartitionSpectra& response) const {
  // Two from each side's separation, and the inverse transform's 2 * size().
  const float scale = 0.125f / static_cast<float>(size());
  for (size_t tile = begin; tile < end; ++tile) {
    StereoTile channels = SeparateTile(work, size(), tile);
    Scale(scale, &channels.left);
    Scale(scale, &channels.right);
    response.Put(tile, response.partitions - 1 - index, channels);
  }
}

void UniformConvolver::Finish(StereoFrame* out) const { fft_.Merge(bins_, &out->left); }

}  // namespace autocoder
