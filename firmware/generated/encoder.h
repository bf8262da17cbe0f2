// SPDX-License-Identifier: MIT
// Written by `autocoder bake`; do not edit.
// Without the encoder, which `--encoder` adds.
#ifndef AUTOCODER_GENERATED_ENCODER_H_
#define AUTOCODER_GENERATED_ENCODER_H_

#include <cstddef>
#include <cstdint>

#include "generated/sizes.h"

namespace autocoder {

constexpr size_t kEncoderModelBytes = 0;  // there is none
extern const uint8_t kEncoderModel[];

// What it makes of the mel frames that the decoder makes of the golden vectors.
extern const int8_t kGoldenEncoded[kGoldenCount][kLatents];

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_ENCODER_H_
