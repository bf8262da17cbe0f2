// SPDX-License-Identifier: MIT
#include "engine/convolver.h"

#include <cstring>

namespace autocoder {
namespace {

// Where the mirrors of a group's bins begin, the last one's first.
constexpr size_t MirrorOf(size_t group) {
  return kPartitionFft + 1 - FirstBinOf(group) - kPairsPerGroup;
}

}  // namespace

Status Convolver::Init(ConvolverMemory* memory) {
  memory_ = memory;
  *memory_ = {};
  oldest_ = 0;
  return fft_.Init(kPartitionFft);
}

void Convolver::Push(const StereoFrame* in) {
  // A stereo frame is one complex sample.
  static_assert(sizeof(StereoFrame) == sizeof(ComplexBin));
  constexpr size_t kPast = kPartitionFft - kBlockSamples;
  ComplexBin* bins = memory_->bins;
  std::memcpy(bins, memory_->past, kPast * sizeof(ComplexBin));
  std::memcpy(bins + kPast, in, kBlockSamples * sizeof(ComplexBin));
  std::memcpy(memory_->past, bins + kBlockSamples, kPast * sizeof(ComplexBin));
  fft_.Forward(&bins[0].re);

  const size_t newest = oldest_;
  memory_->edges[newest] = {bins[0], bins[kMiddleBin]};
  for (size_t group = 0; group < kGroups; ++group) {
    SignalGroup& target = memory_->groups[group][newest];
    std::memcpy(target.lower, bins + FirstBinOf(group), sizeof(target.lower));
    std::memcpy(target.upper, bins + MirrorOf(group), sizeof(target.upper));
  }
  oldest_ = (newest + 1) % kPartitions;
}

void Convolver::Pull(const PartitionedResponse& response, StereoFrame* out) {
  ComplexBin* bins = memory_->bins;
  MultiplyEdges(response);
  for (size_t group = 0; group < kGroups; ++group) {
    SignalGroup sum;
    PartitionMultiplyAdd(response.groups[group], memory_->groups[group], kPartitions, oldest_,
                         &sum);
    std::memcpy(bins + FirstBinOf(group), sum.lower, sizeof(sum.lower));
    std::memcpy(bins + MirrorOf(group), sum.upper, sizeof(sum.upper));
  }
  // The forward transform again, which is the inverse backwards in time; the block, the last
  // kBlockSamples of them, is then at kBlockSamples down to 1.
  fft_.Forward(&bins[0].re);
  for (size_t i = 0; i < kBlockSamples; ++i) {
    const ComplexBin& sample = bins[kBlockSamples - i];
    out[i] = {sample.re, sample.im};
  }
}

void Convolver::MultiplyEdges(const PartitionedResponse& response) {
  ComplexBin first = {0, 0};
  ComplexBin middle = {0, 0};
  const PartitionedResponse::Edges* h = response.edges;
  const auto add = [&](const ConvolverMemory::Edges& x) {
    first.re += h->first * x.first.re;
    first.im += h->first * x.first.im;
    middle.re += h->middle * x.middle.re;
    middle.im += h->middle * x.middle.im;
    ++h;
  };
  for (size_t slot = oldest_; slot < kPartitions; ++slot) add(memory_->edges[slot]);
  for (size_t slot = 0; slot < oldest_; ++slot) add(memory_->edges[slot]);
  memory_->bins[0] = first;
  memory_->bins[kMiddleBin] = middle;
}

}  // namespace autocoder
