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

void UniformConvolver::Init(float* bins, StereoFrame* previous, const StereoSpectra& ring) {
  bins_ = bins;
  previous_ = previous;
  std::copy_n(ring.channels, 2, ring_);
  newest_ = 0;
  Clear();
}

void UniformConvolver::Clear() {
  std::fill_n(previous_, size(), StereoFrame{});
  for (const ChannelSpectra& ring : ring_) {
    std::fill_n(ring.tiles, tiles() * ring.capacity, SpectrumTile{});
  }
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
  newest_ = newest_ + 1 < ring_[0].capacity ? newest_ + 1 : 0;
  for (size_t tile = 0; tile < tiles(); ++tile) {
    StereoTile channels = SeparateTile(bins_, size(), tile);
    if constexpr (SpectrumTile::kSignalScale != 1) {
      Scale(SpectrumTile::kSignalScale, &channels.left);
      Scale(SpectrumTile::kSignalScale, &channels.right);
    }
    StoreTile(channels.left, &ring_[0].row(tile)[newest_]);
    StoreTile(channels.right, &ring_[1].row(tile)[newest_]);
  }
}

RingSpan UniformConvolver::SpanOf(const ChannelSpectra& response) const {
  const size_t capacity = ring_[0].capacity;
  const size_t oldest = (newest_ + 1 + capacity - response.partitions) % capacity;
  const size_t before_wrap = std::min(response.partitions, capacity - oldest);
  return {oldest, before_wrap, response.partitions - before_wrap};
}

inline void UniformConvolver::MultiplyTile(size_t channel, const ChannelSpectra& response,
                                           const RingSpan& span, size_t tile,
                                           BinTile* sum) const {
  if (response.partitions == 0) {
    *sum = {};
    return;
  }
  TileMultiplyAdd(response.row(tile), ring_[channel].row(tile), span, sum);
  if (tile == 0) MultiplyEdges(channel, response, span, sum);
}

void UniformConvolver::Multiply(const ChannelSpectra& left, const ChannelSpectra& right,
                                size_t begin, size_t end) {
  const RingSpan left_span = SpanOf(left);
  const RingSpan right_span = SpanOf(right);
  for (size_t tile = begin; tile < end; ++tile) {
    StereoTile sum;
    MultiplyTile(0, left, left_span, tile, &sum.left);
    MultiplyTile(1, right, right_span, tile, &sum.right);
    CombineTile(sum, size(), tile, bins_);
  }
}

void UniformConvolver::MultiplyChannel(size_t channel, const ChannelSpectra& response,
                                       size_t begin, size_t end) {
  const RingSpan span = SpanOf(response);
  for (size_t tile = begin; tile < end; ++tile) {
    BinTile sum;
    MultiplyTile(channel, response, span, tile, &sum);
    SpreadTile(sum, size(), tile, bins_);
  }
}

// The first bin of the first tile is two real bins, whose products are real.
void UniformConvolver::MultiplyEdges(size_t channel, const ChannelSpectra& response,
                                     const RingSpan& span, BinTile* sum) const {
  const SpectrumTile* h = response.row(0);
  const SpectrumTile* ring = ring_[channel].row(0);
  float first = 0;
  float middle = 0;
  const auto add = [&](const SpectrumTile& x) {
    first += ToFloat(h->re[0]) * ToFloat(x.re[0]);
    middle += ToFloat(h->im[0]) * ToFloat(x.im[0]);
    ++h;
  };
  for (size_t slot = 0; slot < span.before_wrap; ++slot) add(ring[span.oldest + slot]);
  for (size_t slot = 0; slot < span.after_wrap; ++slot) add(ring[slot]);
  sum->re[0] = first;
  sum->im[0] = middle;
}

void UniformConvolver::TakePartition(const StereoFrame* taps, float* work) const {
  fft_.Split(Interleaved(taps), nullptr, work);
}

void UniformConvolver::TransformPartition(size_t half, float* work) const {
  fft_.Transform(work + half * 2 * size());
}

void UniformConvolver::KeepPartition(const float* work, size_t begin, size_t end, size_t index,
                                     const ChannelSpectra* left,
                                     const ChannelSpectra* right) const {
  // Two from each side's separation, and the inverse transform's 2 * size().
  const float scale = 0.125f / (SpectrumTile::kSignalScale * static_cast<float>(size()));
  const auto keep = [&](const ChannelSpectra* response, size_t tile, BinTile channel) {
    if (response == nullptr) return;
    Scale(scale, &channel);
    StoreTile(channel, &response->row(tile)[response->partitions - 1 - index]);
  };
  for (size_t tile = begin; tile < end; ++tile) {
    const StereoTile channels = SeparateTile(work, size(), tile);
    keep(left, tile, channels.left);
    keep(right, tile, channels.right);
  }
}

void UniformConvolver::Finish(StereoFrame* out) const { fft_.Merge(bins_, &out->left); }

}  // namespace autocoder
