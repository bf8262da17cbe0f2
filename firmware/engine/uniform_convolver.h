// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_
#define AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_

#include <cstddef>

#include "audio_types.h"
#include "board_memory.h"
#include "engine/stereo_spectrum.h"
#include "fft/split_fft.h"

namespace autocoder {

// Spectra of equal partitions of one channel: for each tile all partitions. A response's
// partitions are the last in time first.
struct ChannelSpectra {
  SpectrumTile* tiles;
  size_t capacity;    // partitions that there is room for
  size_t partitions;  // that there are

  SpectrumTile* row(size_t tile) const { return tiles + tile * capacity; }
};

// Of left and right.
struct StereoSpectra {
  ChannelSpectra channels[2];
};

// What a UniformConvolver with partitions of kSize works in.
template <size_t kSize>
struct UniformConvolverMemory {
  SplitFftMemory<kSize> fft;
  float bins[4 * kSize];
  StereoFrame previous[kSize];
};

// Overlap-save with partitions of one size, by parts that a caller may spread in time. Each kind
// of part is called in the order that stands here, and finished before the next kind.
class UniformConvolver {
 public:
  // `ring` has room for the past's spectra: as many as the longest response has partitions.
  template <size_t kSize>
  Status Init(UniformConvolverMemory<kSize>* memory, const StereoSpectra& ring) {
    const Status status = fft_.Init(&memory->fft);
    if (status == Status::kOk) Init(memory->bins, memory->previous, ring);
    return status;
  }
  size_t size() const { return fft_.half(); }
  size_t tiles() const { return StereoTiles(size()); }

  // Forgets the past.
  void Clear();

  // The newest size() frames; null is silence.
  void Take(const StereoFrame* newest);
  void Transform(size_t half);  // 0, 1
  void Keep();

  // The past convolved with a response: of tiles `begin` to `end`, of both halves, all of it.
  void Multiply(const ChannelSpectra& left, const ChannelSpectra& right, size_t begin, size_t end);
  // Transform again, then:
  void Finish(StereoFrame* out) const;

  // Of one channel alone at less than half the cost, all tiles before Fold.
  void MultiplyChannel(size_t channel, const ChannelSpectra& response, size_t begin, size_t end);
  void Fold() { fft_.FoldReal(bins_); }
  // Transform(0), then size() samples:
  void FinishChannel(float* out) const { fft_.UnfoldReal(bins_, out); }

  // Of one partition of a response, size() frames: works in 4 * size() floats of the caller's, and
  // has nothing to do with the past.
  void TakePartition(const StereoFrame* taps, float* work) const;
  void TransformPartition(size_t half, float* work) const;
  // Keeps tiles `begin` to `end` as the `index`th in time, of the channels that are not null;
  // their `partitions` are set.
  void KeepPartition(const float* work, size_t begin, size_t end, size_t index,
                     const ChannelSpectra* left, const ChannelSpectra* right) const;
  // For that, between Finish and the next Take.
  float* idle_bins() { return bins_; }

 private:
  void Init(float* bins, StereoFrame* previous, const StereoSpectra& ring);
  RingSpan SpanOf(const ChannelSpectra& response) const;
  void MultiplyTile(size_t channel, const ChannelSpectra& response, const RingSpan& span,
                    size_t tile, BinTile* sum) const;
  void MultiplyEdges(size_t channel, const ChannelSpectra& response, const RingSpan& span,
                     BinTile* sum) const;

  SplitFft fft_;
  float* bins_ = nullptr;
  StereoFrame* previous_ = nullptr;
  ChannelSpectra ring_[2] = {};
  size_t newest_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_
