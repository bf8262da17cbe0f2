// SPDX-License-Identifier: MIT
// Written by `autocoder bake` from host/autocoder/spec.py; do not edit.
#ifndef AUTOCODER_GENERATED_MEL_TO_SPECTRUM_H_
#define AUTOCODER_GENERATED_MEL_TO_SPECTRUM_H_

#include <cstdint>

#include "generated/sizes.h"

namespace autocoder {

// spectrum[k] = kBinWeightLow[k] * mel[kBinBand[k]] + kBinWeightHigh[k] * mel[kBinBand[k] + 1]
extern const uint16_t kBinBand[kSpectrumBins];
extern const float kBinWeightLow[kSpectrumBins];
extern const float kBinWeightHigh[kSpectrumBins];

extern const float kAmplitude[256];  // by int8 mel value + 128, at a gain of 1

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_MEL_TO_SPECTRUM_H_
