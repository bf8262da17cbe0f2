// SPDX-License-Identifier: MIT
#include "engine/spectrum.h"

#include <cstddef>

#include <generated/mel_to_spectrum.h>
#include <generated/sizes.h>

#include "engine/fast_powers.h"

namespace autocoder {

void MelToBands(const int8_t* mel, float gain, float* bands) {
  const float* amplitude = kAmplitude + 128;  // indexed by the int8 value itself
  for (size_t band = 0; band < kMelBands; ++band) bands[band] = gain * amplitude[mel[band]];
}

void BandsToSpectrum(const float* bands, float* spectrum) {
  for (size_t bin = 0; bin < kSpectrumBins; ++bin) {
    const float* pair = bands + kBinBand[bin];
    spectrum[bin] = kBinWeightLow[bin] * pair[0] + kBinWeightHigh[bin] * pair[1];
  }
}

void MorphBands(const float* other, float morph, float* bands) {
  for (size_t band = 0; band < kMelBands; ++band) {
    bands[band] *= Exp2(morph * Log2(other[band] / bands[band]));
  }
}

}  // namespace autocoder
