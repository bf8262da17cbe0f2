// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_
#define AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_

#include <cstddef>

#include "audio_types.h"
#include "engine/stereo_spectrum.h"
#include "fft/split_fft.h"

namespace autocoder {

// Spectra of equal partitions, left and right: for each tile all partitions of the left channel,
// then all of the right one. A response's partitions are the last in time first.
struct PartitionSpectra {
  BinTile* tiles;
  size_t capacity;    // partitions that there is room for
  size_t partitions;  // that there are

  BinTile* row(size_t tile, size_t channel) const {
    return tiles + (2 * tile + channel) * capacity;
  }
  void Put(size_t tile, size_t partition, const StereoTile& channels) const {
    row(tile, 0)[partition] = channels.left;
    row(tile, 1)[partition] = channels.right;
  }
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
  Status Init(UniformConvolverMemory<kSize>* memory, const PartitionSpectra& ring) {
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
  void Multiply(const PartitionSpectra& response, size_t begin, size_t end);
  // Transform again, then:
  void Finish(StereoFrame* out) const;

  // Of one partition of a response, size() frames: works in 4 * size() floats of the caller's, and
  // has nothing to do with the past.
  void TakePartition(const StereoFrame* taps, float* work) const;
  void TransformPartition(size_t half, float* work) const;
  // Keeps tiles `begin` to `end` as the `index`th in time; response.partitions is set.
  void KeepPartition(const float* work, size_t begin, size_t end, size_t index,
                     const PartitionSpectra& response) const;
  // For that, between Finish and the next Take.
  float* idle_bins() { return bins_; }

 private:
  void Init(float* bins, StereoFrame* previous, const PartitionSpectra& ring);
  void MultiplyEdges(const PartitionSpectra& response, const RingSpan& span, StereoTile* sum) const;

  SplitFft fft_;
  float* bins_ = nullptr;
  StereoFrame* previous_ = nullptr;
  PartitionSpectra ring_ = {};
  size_t newest_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_UNIFORM_CONVOLVER_H_
