// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_SPLIT_FFT_H_
#define AUTOCODER_FFT_SPLIT_FFT_H_

#include <cstddef>
#include <cstdint>

#include "fft/half_fft.h"
#include "status.h"

namespace autocoder {

// Tables of a SplitFft of 2 * kHalf points; filled at Init, so that no flash holds them.
template <size_t kHalf>
struct SplitFftMemory {
  float twiddles[2 * kHalf];
  float split_twiddles[2 * kHalf];
  uint16_t swaps[kHalf];
};

// The transform of 2 * `half` complex samples, for overlap-save: its input comes as two stretches
// of `half` samples, its bins stay apart as `half` even ones and `half` odd ones, and of the
// inverse only the second stretch is wanted. Its parts are separate calls, for a caller that has to share
// its time. Real and imaginary parts alternate everywhere.
class SplitFft {
 public:
  // `half` is a size that HalfFft has (kBadTransformSize otherwise).
  template <size_t kHalf>
  Status Init(SplitFftMemory<kHalf>* memory) {
    return Init(kHalf, memory->twiddles, memory->split_twiddles, memory->swaps);
  }
  size_t half() const { return half_; }

  // Forward: Split, then Transform of either half of `bins`; bins 2 i are then at i, 2 i + 1 at
  // half + i. A `second` that is null is silence.
  void Split(const float* first, const float* second, float* bins) const;
  void Transform(float* half_bins) const;

  // Inverse, unscaled: Transform of either half, then Merge into the second stretch.
  void Merge(const float* bins, float* second) const;

  // Inverse of one real signal, by half of that: FoldReal of its bins 0 to half - 1 in their order,
  // the real bin `half` as imaginary part of the first; Transform of them; then UnfoldReal into
  // `half` real samples.
  void FoldReal(float* bins) const;
  void UnfoldReal(const float* bins, float* second) const;

 private:
  Status Init(size_t half, float* twiddles, float* split_twiddles, uint16_t* swaps);

  size_t half_ = 0;
  const float* split_twiddles_ = nullptr;
  HalfFft half_fft_;
};

}  // namespace autocoder

#endif  // AUTOCODER_FFT_SPLIT_FFT_H_
