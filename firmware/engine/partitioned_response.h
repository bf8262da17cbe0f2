// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PARTITIONED_RESPONSE_H_
#define AUTOCODER_ENGINE_PARTITIONED_RESPONSE_H_

#include <cstddef>

#include <generated/sizes.h>

#include "fft/complex_fft.h"
#include "kernels/partition_multiply_add.h"

namespace autocoder {

// Uniform partitions of one block each: no delay beyond the block itself.
constexpr size_t kPartitions = kImpulseTaps / kBlockSamples;
constexpr size_t kPartitionFft = 2 * kBlockSamples;
constexpr size_t kGroups = (kBlockSamples - 1) / kPairsPerGroup;
static_assert(kPartitions * kBlockSamples == kImpulseTaps);
static_assert(1 + kGroups * kPairsPerGroup == kBlockSamples);

// Spectra of an impulse response's partitions, the last in time first, scaled by 1/kPartitionFft.
// Bins 0 and kBlockSamples have no partner and are real: they are kept apart as edges.
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
