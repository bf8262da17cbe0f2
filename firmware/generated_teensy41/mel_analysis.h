// SPDX-License-Identifier: MIT
// Written by `autocoder bake` from host/autocoder/spec.py; do not edit.
#ifndef AUTOCODER_GENERATED_MEL_ANALYSIS_H_
#define AUTOCODER_GENERATED_MEL_ANALYSIS_H_

#include <cstddef>
#include <cstdint>

#include "generated/sizes.h"

namespace autocoder {

constexpr size_t kMelWeights = 3686;

// A mel value is the sum of a band's weights times the magnitudes from kMelFirstBin[band] on; its
// weights end before kMelWeight[kMelWeightEnd[band]], those of the next band follow.
extern const uint16_t kMelFirstBin[kMelBands];
extern const uint16_t kMelWeightEnd[kMelBands];
extern const float kMelWeight[kMelWeights];

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_MEL_ANALYSIS_H_
