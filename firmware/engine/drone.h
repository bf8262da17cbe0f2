// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_DRONE_H_
#define AUTOCODER_ENGINE_DRONE_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/frame_exchange.h"
#include "engine/random_phases.h"
#include "engine/random_walk.h"
#include "engine/spectral_tilt.h"
#include "engine/stft_frame.h"
#include "engine/synthesis_frames.h"
#include "fft/complex_fft.h"
#include "status.h"

namespace autocoder {

constexpr size_t kDroneOverlap = kDroneWindow / kFrameHop;
static_assert(kDroneWindow == kSpectrumFft);
static_assert(kDroneOverlap <= SynthesisFrames::kMostOverlap);

struct DroneMemory {
  StftFrame frames[kDroneOverlap + 1];
  ComplexBin directions[kPhaseDirections];
  float tilt[kSpectrumBins];
  float amplitudes[kSpectrumBins];
  float window[kDroneWindow];
};

// Sounds the decoder's spectra without input: frames of random phase that overlap, left and right
// independent, while the latents may walk. As loud as pink noise of kReferenceLevel through the
// filter of the same spectrum. Process runs in the audio interrupt, Render in the main loop.
//
// Freeze holds the spectrum and the walk; the phases go on.
class Drone {
 public:
  // Not while Process or Render may run. The same seed gives the same sound.
  Status Init(DroneMemory* memory, uint64_t seed);

  // One block of kBlockSamples frames.
  void Process(const FrameSettings& settings, StereoFrame* out);

  // The place, walked to, that the next frame wants the spectrum of, or null: nothing to do.
  const Place* requested() const;
  // Makes that frame from kSpectrumBins amplitudes. Has to be done a hop after the request, or the
  // frame is left out.
  void Render(const float* spectrum);

  uint32_t overruns() const { return exchange_.overruns(); }

 private:
  void BeginFrame(FrameSettings settings);
  void SetAmplitudes(const float* spectrum, float brightness);

  DroneMemory* memory_ = nullptr;
  SynthesisFrames synthesis_;
  FrameExchange exchange_;
  SpareFrames<kDroneOverlap + 1> spares_;
  RandomWalk walk_;
  RandomPhases phases_;
  SpectralTilt tilt_;
  ComplexFft fft_;
  size_t chunk_ = 0;  // within the hop
  float gain_ = 0;
  bool frozen_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_DRONE_H_
