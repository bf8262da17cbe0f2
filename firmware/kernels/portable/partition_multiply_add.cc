// SPDX-License-Identifier: MIT
#include "kernels/partition_multiply_add.h"

namespace autocoder {
namespace {

void AddProducts(const ResponseGroup& h, const SignalGroup& x, SignalGroup* sum) {
  for (size_t i = 0; i < kPairsPerGroup; ++i) {
    const ComplexBin& lower = x.lower[i];
    const ComplexBin& upper = x.upper[kPairsPerGroup - 1 - i];
    ComplexBin& lower_sum = sum->lower[i];
    ComplexBin& upper_sum = sum->upper[kPairsPerGroup - 1 - i];
    const float re = h.bins[i].re;
    const float im = h.bins[i].im;
    lower_sum.re = lower_sum.re + re * lower.re - im * lower.im;
    lower_sum.im = lower_sum.im + re * lower.im + im * lower.re;
    upper_sum.re = upper_sum.re + re * upper.re + im * upper.im;
    upper_sum.im = upper_sum.im + re * upper.im - im * upper.re;
  }
}

}  // namespace

void PartitionMultiplyAdd(const ResponseGroup* response, const SignalGroup* signal,
                          size_t partitions, size_t oldest, SignalGroup* sum) {
  SignalGroup total = {};
  for (size_t slot = oldest; slot < partitions; ++slot) {
    AddProducts(*response++, signal[slot], &total);
  }
  for (size_t slot = 0; slot < oldest; ++slot) {
    AddProducts(*response++, signal[slot], &total);
  }
  *sum = total;
}

}  // namespace autocoder
