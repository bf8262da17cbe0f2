// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PARTITIONED_RESPONSE_H_
#define AUTOCODER_ENGINE_PARTITIONED_RESPONSE_H_

#include <cstddef>

#include <generated/sizes.h>

#include "fft/complex_fft.h"
#include "kernels/partition_multiply_add.h"

namespace autocoder {

constexpr size_t PowerOfTwoFrom(size_t least) {
  size_t power = 1;
  while (power < least) power *= 2;
  return power;
}

// Uniform partitions of one block each: no delay beyond the block itself. The last one may lack
// its end.
constexpr size_t kPartitions = (kImpulseTaps + kBlockSamples - 1) / kBlockSamples;
constexpr size_t kPartitionFft = PowerOfTwoFrom(2 * kBlockSamples);
constexpr size_t kMiddleBin = kPartitionFft / 2;

// Bins 1 to kMiddleBin - 1 and their mirrors, in groups. Where their number is no multiple of a
// group's, the last group begins earlier and has some of them once more.
constexpr size_t kGroups = (kMiddleBin - 1 + kPairsPerGroup - 1) / kPairsPerGroup;
constexpr size_t FirstBinOf(size_t group) {
  return group + 1 < kGroups ? 1 + group * kPairsPerGroup : kMiddleBin - kPairsPerGroup;
}

// Spectra of an impulse response's partitions, the last in time first, scaled by 1/kPartitionFft.
// Bins 0 and kMiddleBin have no partner and are real: they are kept apart as edges.
struct PartitionedResponse {
  ResponseGroup groups[kGroups][kPartitions];
  struct Edges {
    float first;
    float middle;
  } edges[kPartitions];
};

// Fills `response` from kImpulseTaps taps; `fft` is of kPartitionFft.
void PartitionResponse(const float* taps, const ComplexFft& fft, PartitionedResponse* response);

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PARTITIONED_RESPONSE_H_
