// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_SPECTRAL_TILT_H_
#define AUTOCODER_ENGINE_SPECTRAL_TILT_H_

#include <generated/sizes.h>

namespace autocoder {

// Factors (k / (fft / 2))^(2 brightness) of all bins, scaled so that pink noise keeps its power:
// else brightness would mostly be a volume knob. Bin 0 stands beside bin 1.
class SpectralTilt {
 public:
  // `factors` has kSpectrumBins places.
  void Init(float* factors);

  // kSpectrumBins factors, computed when `brightness` is not the last one.
  const float* Of(float brightness);

 private:
  float* factors_ = nullptr;
  float brightness_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_SPECTRAL_TILT_H_
