// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_KERNELS_PARTITION_MULTIPLY_ADD_H_
#define AUTOCODER_KERNELS_PARTITION_MULTIPLY_ADD_H_

#include <cstddef>

namespace autocoder {

// A stereo signal is transformed as one complex signal (left + j right). A real impulse response
// has the same coefficient at bin k and, conjugated, at bin size - k, so bins go in pairs. Three
// pairs, with their twelve sums, are what 32 float registers hold: a group.
constexpr size_t kPairsPerGroup = 3;

struct ComplexBin {
  float re;
  float im;
};

struct ResponseGroup {
  ComplexBin bins[kPairsPerGroup];  // k, k + 1, k + 2
};

struct SignalGroup {
  ComplexBin lower[kPairsPerGroup];  // k, k + 1, k + 2
  ComplexBin upper[kPairsPerGroup];  // size - k - 2, size - k - 1, size - k
};

// One group's sum of products over all partitions. `signal` is a ring: signal[oldest] meets
// response[0] (the last partition in time), and so on around to the newest.
void PartitionMultiplyAdd(const ResponseGroup* response, const SignalGroup* signal,
                          size_t partitions, size_t oldest, SignalGroup* sum);

}  // namespace autocoder

#endif  // AUTOCODER_KERNELS_PARTITION_MULTIPLY_ADD_H_
