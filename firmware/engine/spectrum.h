// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_SPECTRUM_H_
#define AUTOCODER_ENGINE_SPECTRUM_H_

#include <cstdint>

namespace autocoder {

// Linear amplitudes of kMelBands int8 mel values, times a gain.
void MelToBands(const int8_t* mel, float gain, float* bands);

// kSpectrumBins linear amplitudes from those of kMelBands bands.
void BandsToSpectrum(const float* bands, float* spectrum);

// Moves bands the share `morph`, 0 to 1, of the way to `other` ones, evenly in decibels. All bands
// are above zero.
void MorphBands(const float* other, float morph, float* bands);

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_SPECTRUM_H_
