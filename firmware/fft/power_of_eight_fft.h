// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_POWER_OF_EIGHT_FFT_H_
#define AUTOCODER_FFT_POWER_OF_EIGHT_FFT_H_

#include <cstddef>
#include <cstdint>

#include "status.h"

namespace autocoder {

// Forward transform, unscaled and in place, of 64, 512 or 4096 complex samples, whose real and
// imaginary parts alternate. CMSIS-DSP's on the module; on a desktop one of ours for its vectors.
class PowerOfEightFft {
 public:
  static constexpr size_t kMostSamples = 4096;

  // Fills 2 * size floats and size integers of the caller's.
  Status Init(size_t size, float* twiddles, uint16_t* swaps);
  void Forward(float* samples) const;

 private:
  size_t size_ = 0;
  const float* twiddles_ = nullptr;
  alignas(8) unsigned char plan_[32] = {};  // CMSIS-DSP's
};

inline bool IsPowerOfEight(size_t size) { return size == 64 || size == 512 || size == 4096; }

}  // namespace autocoder

#endif  // AUTOCODER_FFT_POWER_OF_EIGHT_FFT_H_
