// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_INPUT_MEL_H_
#define AUTOCODER_ENGINE_INPUT_MEL_H_

#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/input_ring.h"
#include "fft/real_fft.h"
#include "status.h"

namespace autocoder {

struct InputMelMemory {
  float ring[InputRing::kSamples];
  float samples[kAnalysisFft];
  float spectrum[kAnalysisFft];
  float window[kAnalysisFft / 2 + 1];
  int8_t mel[kMelBands];
};

// Mel frames of the input as an encoder takes them, analysed as recordings are on the host. A
// recording's 0 dB is its loudest band of all; here it is what the loudest band was lately.
class InputMel {
 public:
  enum class Piece : uint8_t { kNone, kPart, kLast };

  // Not while Push or Step may run.
  Status Init(InputMelMemory* memory);

  // Audio interrupt: one block of kBlockSamples frames, and whether its mel frames are wanted.
  void Push(const StereoFrame* in, bool wanted) { ring_.Push(in, wanted); }

  // Main loop: does a piece of a frame that is wanted. After the last, the frame stands in mel().
  Piece Step();
  const int8_t* mel() const { return memory_->mel; }

  // How often the loop was too late. Any side.
  uint32_t overruns() const { return ring_.overruns(); }

 private:
  void SetMagnitudes();
  void SetMel();
  void QuantizeMel(const float* mel);

  InputMelMemory* memory_ = nullptr;
  InputRing ring_;
  RealFft fft_;
  bool transformed_ = false;
  float peak_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_INPUT_MEL_H_
