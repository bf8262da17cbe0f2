// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_IMPULSE_DESIGNER_H_
#define AUTOCODER_ENGINE_IMPULSE_DESIGNER_H_

#include <generated/sizes.h>

#include "fft/real_fft.h"
#include "status.h"

namespace autocoder {

struct ImpulseDesignerMemory {
  float magnitude[kImpulseFft / 2 + 1];
  float spectrum[kImpulseFft];
  float samples[kImpulseFft];
  float fade[kImpulseFadeTaps];
};

// Designs the minimum phase impulse response that has a given magnitude spectrum, by way of the
// real cepstrum at twice the response's length.
class ImpulseDesigner {
 public:
  Status Init(ImpulseDesignerMemory* memory);

  // From kSpectrumBins amplitudes. The kImpulseTaps taps stay valid until the next call.
  const float* Design(const float* amplitudes);

 private:
  void SetMagnitude(const float* amplitudes);
  void SetPhaseCepstrum();
  void SetMinimumPhaseSpectrum();

  ImpulseDesignerMemory* memory_ = nullptr;
  RealFft fft_;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_IMPULSE_DESIGNER_H_
