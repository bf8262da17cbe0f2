// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_ENGINE_H_
#define AUTOCODER_ENGINE_ENGINE_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "decoder/decoder.h"
#include "engine/convolver.h"
#include "engine/impulse_designer.h"
#include "engine/parameters.h"
#include "engine/response_exchange.h"
#include "status.h"

namespace autocoder {

// Everything the engine works in; the caller decides where it lies.
struct EngineMemory {
  ConvolverMemory convolver;
  ImpulseDesignerMemory designer;
  PartitionedResponse responses[3];
  float spectrum[kSpectrumBins];
  int8_t mel[kMelBands];
  StereoFrame wet[kBlockSamples];
  StereoFrame incoming_wet[kBlockSamples];
};

// Filters a stereo signal with the decoder's spectra. Process runs in the audio interrupt; Prepare
// runs in the main loop and may be interrupted at any point by Process.
class Engine {
 public:
  // The decoder must be loaded. kBadShape where it has not kMelBands outputs.
  Status Init(EngineMemory* memory, Decoder* decoder);

  // One block of kBlockSamples frames.
  void Process(const Parameters& parameters, const StereoFrame* in, StereoFrame* out);

  // Designs the response that Process last asked for, if any.
  void Prepare();

 private:
  bool SetDecoderInput(const uint16_t* latents);
  void FadeIn();

  EngineMemory* memory_ = nullptr;
  Decoder* decoder_ = nullptr;
  Convolver convolver_;
  ImpulseDesigner designer_;
  ComplexFft partition_fft_;
  ResponseExchange exchange_;
  size_t block_ = 0;  // within the update period
  int8_t decoder_input_[kLatents] = {};
  bool designed_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_ENGINE_H_
