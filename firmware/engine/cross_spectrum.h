// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_CROSS_SPECTRUM_H_
#define AUTOCODER_ENGINE_CROSS_SPECTRUM_H_

#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/random_phases.h"
#include "engine/spectral_tilt.h"
#include "engine/stft_frame.h"
#include "fft/complex_fft.h"
#include "status.h"

namespace autocoder {

struct CrossSpectrumMemory {
  ComplexBin held[kSpectrumFft];
  ComplexBin directions[kPhaseDirections];
  float tilt[kSpectrumBins];
};

// Crosses a windowed frame with a spectrum S: |Y| = c (k / (fft / 2))^(2 brightness) S |X|^whiten
// with the phases of X. c is the same for all bins of a channel's frame and keeps its power
// through whitening; bins more than 96 dB below the strongest are lifted no more than those at it.
//
// Freeze holds the bins of one frame. The frames after it have those magnitudes, and phases that
// are random but the same for both channels: the sound stands, and its stereo image with it.
class CrossSpectrum {
 public:
  Status Init(CrossSpectrumMemory* memory, uint64_t seed);

  // From kCrossWindow samples to kSpectrumFft conjugated ones and their gain, in place.
  void Apply(const FrameSettings& settings, const float* spectrum, StftFrame* frame);

 private:
  void Analyse(ComplexBin* bins);
  void TakeHeld(ComplexBin* bins);
  StereoFrame Shape(float whiten, const float* spectrum, const float* tilt, ComplexBin* bins) const;

  CrossSpectrumMemory* memory_ = nullptr;
  ComplexFft fft_;
  SpectralTilt tilt_;
  RandomPhases phases_;
  StereoFrame peak_ = {};  // of the power of the bins
  bool frozen_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_CROSS_SPECTRUM_H_
