// SPDX-License-Identifier: MIT
#include "engine/partitioned_response.h"

#include <algorithm>

namespace autocoder {

void PartitionResponse(const float* taps, const ComplexFft& fft, PartitionedResponse* response) {
  constexpr float kScale = 1.0f / kPartitionFft;
  ComplexBin bins[kPartitionFft];
  for (size_t partition = 0; partition < kPartitions; ++partition) {
    const size_t first_tap = (kPartitions - 1 - partition) * kBlockSamples;
    const size_t count = std::min(kBlockSamples, kImpulseTaps - first_tap);
    for (size_t i = 0; i < count; ++i) bins[i] = {taps[first_tap + i] * kScale, 0};
    for (size_t i = count; i < kPartitionFft; ++i) bins[i] = {0, 0};
    fft.Forward(&bins[0].re);
    response->edges[partition] = {bins[0].re, bins[kMiddleBin].re};
    for (size_t group = 0; group < kGroups; ++group) {
      const ComplexBin* bin = bins + FirstBinOf(group);
      for (ComplexBin& target : response->groups[group][partition].bins) target = *bin++;
    }
  }
}

}  // namespace autocoder
