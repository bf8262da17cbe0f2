// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_DECODED_SPECTRUM_H_
#define AUTOCODER_ENGINE_DECODED_SPECTRUM_H_

#include <cstdint>

#include <generated/sizes.h>

#include "decoder/decoder.h"
#include "status.h"

namespace autocoder {

struct DecodedSpectrumMemory {
  float amplitudes[kSpectrumBins];
  int8_t mel[kMelBands];
};

// The spectrum that the decoder gives for latents, decoded only where they differ from the last
// ones. The main loop's.
class DecodedSpectrum {
 public:
  // The decoder must be loaded. kBadShape where it has not kMelBands outputs.
  Status Init(DecodedSpectrumMemory* memory, Decoder* decoder);

  // From kLatents latents of 0..65535; valid until the next call.
  const float* Of(const uint16_t* latents);

  // The same as the decoder's kMelBands values; valid until the next call of either.
  const int8_t* MelOf(const uint16_t* latents);

  // Another number for each other spectrum, from 1 on.
  uint32_t version() const { return version_; }

 private:
  bool SetInput(const uint16_t* latents);

  DecodedSpectrumMemory* memory_ = nullptr;
  Decoder* decoder_ = nullptr;
  int8_t input_[kLatents] = {};
  uint32_t version_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_DECODED_SPECTRUM_H_
