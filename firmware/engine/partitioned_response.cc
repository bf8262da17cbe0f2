// SPDX-License-Identifier: MIT
#include "engine/partitioned_response.h"

namespace autocoder {

void PartitionResponse(const float* taps, const ComplexFft& fft, PartitionedResponse* response) {
  constexpr float kScale = 1.0f / kPartitionFft;
  ComplexBin bins[kPartitionFft];
  for (size_t partition = 0; partition < kPartitions; ++partition) {
    const float* first_tap = taps + (kPartitions - 1 - partition) * kBlockSamples;
    for (size_t i = 0; i < kBlockSamples; ++i) bins[i] = {first_tap[i] * kScale, 0};
    for (size_t i = kBlockSamples; i < kPartitionFft; ++i) bins[i] = {0, 0};
    fft.Forward(&bins[0].re);
    response->edges[partition] = {bins[0].re, bins[kBlockSamples].re};
    const ComplexBin* bin = bins + 1;
    for (size_t group = 0; group < kGroups; ++group) {
      for (ComplexBin& target : response->groups[group][partition].bins) target = *bin++;
    }
  }
}

}  // namespace autocoder
