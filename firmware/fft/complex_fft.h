// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FFT_COMPLEX_FFT_H_
#define AUTOCODER_FFT_COMPLEX_FFT_H_

#include <cstddef>

#include "status.h"

namespace autocoder {

// Transform of `size` complex samples, in place; real and imaginary parts alternate.
class ComplexFft {
 public:
  // kBadTransformSize where no tables of this size are built in: the audio block decides which are.
  Status Init(size_t size);

  // Forward transform, unscaled. Its inverse is the same transform run backwards in time:
  // applied to a spectrum it leaves size * x[(size - n) % size] at index n.
  void Forward(float* samples) const;

 private:
  struct Plan;
  alignas(8) unsigned char plan_[32] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_FFT_COMPLEX_FFT_H_
