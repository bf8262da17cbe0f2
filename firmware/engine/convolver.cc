// SPDX-License-Identifier: MIT
#include "engine/convolver.h"

#include <cstring>

namespace autocoder {

Status Convolver::Init(ConvolverMemory* memory) {
  memory_ = memory;
  *memory_ = {};
  oldest_ = 0;
  return fft_.Init(kPartitionFft);
}

void Convolver::Push(const StereoFrame* in) {
  // A stereo frame is one complex sample.
  static_assert(sizeof(StereoFrame) == sizeof(ComplexBin));
  constexpr size_t kBytes = kBlockSamples * sizeof(StereoFrame);
  ComplexBin* bins = memory_->bins;
  std::memcpy(bins, memory_->previous_block, kBytes);
  std::memcpy(bins + kBlockSamples, in, kBytes);
  std::memcpy(memory_->previous_block, in, kBytes);
  fft_.Forward(&bins[0].re);

  const size_t newest = oldest_;
  memory_->edges[newest] = {bins[0], bins[kBlockSamples]};
  const ComplexBin* lower = bins + 1;
  const ComplexBin* upper = bins + kPartitionFft - kPairsPerGroup;
  for (size_t group = 0; group < kGroups; ++group) {
    SignalGroup& target = memory_->groups[group][newest];
    std::memcpy(target.lower, lower, sizeof(target.lower));
    std::memcpy(target.upper, upper, sizeof(target.upper));
    lower += kPairsPerGroup;
    upper -= kPairsPerGroup;
  }
  oldest_ = (newest + 1) % kPartitions;
}

void Convolver::Pull(const PartitionedResponse& response, StereoFrame* out) {
  ComplexBin* bins = memory_->bins;
  MultiplyEdges(response);
  ComplexBin* lower = bins + 1;
  ComplexBin* upper = bins + kPartitionFft - kPairsPerGroup;
  for (size_t group = 0; group < kGroups; ++group) {
    SignalGroup sum;
    PartitionMultiplyAdd(response.groups[group], memory_->groups[group], kPartitions, oldest_,
                         &sum);
    std::memcpy(lower, sum.lower, sizeof(sum.lower));
    std::memcpy(upper, sum.upper, sizeof(sum.upper));
    lower += kPairsPerGroup;
    upper -= kPairsPerGroup;
  }
  // The forward transform again, which is the inverse backwards in time; the valid half of the
  // block, indices kBlockSamples to the end, is then at kBlockSamples down to 1.
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
  memory_->bins[kBlockSamples] = middle;
}

}  // namespace autocoder
