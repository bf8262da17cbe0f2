// SPDX-License-Identifier: MIT
#include "engine/spectrum.h"

#include <cstddef>

#include <generated/mel_to_spectrum.h>
#include <generated/model.h>
#include <generated/sizes.h>

namespace autocoder {

void MelToSpectrum(const int8_t* mel, float* spectrum) {
  const float* amplitude = kAmplitude + 128;  // indexed by the int8 value itself
  for (size_t bin = 0; bin < kSpectrumBins; ++bin) {
    const int8_t* bands = mel + kBinBand[bin];
    spectrum[bin] =
        kBinWeightLow[bin] * amplitude[bands[0]] + kBinWeightHigh[bin] * amplitude[bands[1]];
  }
}

}  // namespace autocoder
