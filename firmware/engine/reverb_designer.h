// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_DESIGNER_H_
#define AUTOCODER_ENGINE_REVERB_DESIGNER_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/reverb_noise.h"
#include "fft/complex_fft.h"
#include "status.h"

namespace autocoder {

constexpr size_t kReverbFrame = kSpectrumFft;
constexpr size_t kReverbHop = kReverbFrame / 2;

struct ReverbDesignerMemory {
  float window[kReverbHop];    // the rising half
  float loudness[kMelBands];   // of each band's start
  float amplitudes[kMelBands];
  float spectrum[kSpectrumBins];
  StereoFrame frame[kReverbFrame];
  StereoFrame overlap[kReverbHop];
  StereoFrame hop[kReverbHop];
};

// Designs a reverberation: noise, different left and right, that is shaped by one decoded spectrum
// after another and decays in each mel band at a pace of its own. The lowest band loses 60 dB
// over the whole response, the highest over a quarter of it. However long it lasts, the response
// has in each band the energy that the filter with this spectrum has there.
class ReverbDesigner {
 public:
  Status Init(ReverbDesignerMemory* memory);

  // A response of `taps` taps; equal seeds give equal noise.
  void Start(size_t taps, uint32_t seed);

  // The frame that Step wants next, one of kReverbFrame samples whose middle is at tap
  // frame() * kReverbHop; there are frames() of them. One more Step, without, ends the response.
  size_t frame() const { return frame_; }
  size_t frames() const { return frames_; }
  bool done() const { return frame_ > frames_; }

  // Takes the amplitudes of one frame's kMelBands and gives the taps that are then whole, none the
  // first time; they stay valid until the next call.
  struct Taps {
    const StereoFrame* frames;
    size_t count;
  };
  Taps Step(const float* bands);

 private:
  float DecayRate(size_t band) const;
  void SetSpectrum(const float* bands);
  void SetFrame();

  ReverbDesignerMemory* memory_ = nullptr;
  ComplexFft fft_;
  ReverbNoise noise_;
  size_t taps_ = 0;
  size_t frames_ = 0;
  size_t frame_ = 1;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_DESIGNER_H_
