// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_REAL_FFT_H_
#define AUTOCODER_FFT_REAL_FFT_H_

#include <cstddef>

#include "status.h"

namespace autocoder {

// Transform of `size` real samples. A spectrum is packed into `size` floats: the real bins 0 and
// size/2 first, then real and imaginary part of bins 1 to size/2 - 1.
class RealFft {
 public:
  // kBadTransformSize where no tables of this size are built in (4096 is).
  Status Init(size_t size);

  // Both overwrite their input.
  void Forward(float* samples, float* spectrum) const;
  void Inverse(float* spectrum, float* samples) const;  // scaled by 1/size

 private:
  struct Plan;
  alignas(8) unsigned char plan_[48] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_FFT_REAL_FFT_H_
