// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_FILTER_H_
#define AUTOCODER_ENGINE_FILTER_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/convolver.h"
#include "engine/impulse_designer.h"
#include "engine/response_exchange.h"
#include "status.h"

namespace autocoder {

struct FilterMemory {
  ConvolverMemory convolver;
  ImpulseDesignerMemory designer;
  PartitionedResponse responses[3];
  StereoFrame incoming[kBlockSamples];
};

// Convolves the input with the minimum phase response of the decoder's spectrum. Each new response
// fades in over one update period. Process runs in the audio interrupt, Render in the main loop.
class Filter {
 public:
  // Not while Process or Render may run. Silent until the first response.
  Status Init(FilterMemory* memory);

  // One block of kBlockSamples frames.
  void Process(const Place& place, const StereoFrame* in, StereoFrame* out);

  // The place that a response is wanted for, or null: nothing to do.
  const Place* requested() const { return exchange_.requested(); }
  // Designs it from its kSpectrumBins amplitudes; a spectrum of the last version is passed over.
  void Render(const float* spectrum, uint32_t version);

 private:
  void FadeIn(StereoFrame* out);

  FilterMemory* memory_ = nullptr;
  Convolver convolver_;
  ImpulseDesigner designer_;
  ComplexFft partition_fft_;
  ResponseExchange exchange_;
  size_t block_ = 0;  // within the update period
  uint32_t version_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_FILTER_H_
