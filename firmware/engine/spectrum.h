// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_SPECTRUM_H_
#define AUTOCODER_ENGINE_SPECTRUM_H_

#include <cstdint>

namespace autocoder {

// Turns one decoded frame, kMelBands int8 values of a dB scale, into kSpectrumBins amplitudes.
void MelToSpectrum(const int8_t* mel, float* spectrum);

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_SPECTRUM_H_
