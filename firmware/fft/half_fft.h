// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_HALF_FFT_H_
#define AUTOCODER_FFT_HALF_FFT_H_

#include <cstddef>
#include <cstdint>

#include "status.h"

namespace autocoder {

// Forward transform, unscaled and in place, of a SplitFft's half: complex samples, whose real and
// imaginary parts alternate. CMSIS-DSP's on the module; on a desktop one of ours for its vectors.
class HalfFft {
 public:
  static constexpr size_t kMostSamples = 4096;

  // Powers of eight, 64, 512 and 4096, need one pass fewer than others; their tables are computed
  // into 2 * size floats and size integers of the caller's. 16, 32 and 128, for audio blocks of
  // that size, may be built in; kBadTransformSize where they are not, and for all others.
  Status Init(size_t size, float* twiddles, uint16_t* swaps);
  void Forward(float* samples) const;

 private:
  size_t size_ = 0;
  const float* twiddles_ = nullptr;
  alignas(8) unsigned char plan_[32] = {};  // CMSIS-DSP's
};

inline bool IsPowerOfEight(size_t size) { return size == 64 || size == 512 || size == 4096; }

inline bool IsHalfSize(size_t size) {
  return IsPowerOfEight(size) || size == 16 || size == 32 || size == 128;
}

}  // namespace autocoder

#endif  // AUTOCODER_FFT_HALF_FFT_H_
