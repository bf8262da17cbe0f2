// SPDX-License-Identifier: MIT
// Written by `autocoder bake` from model 'strings'; do not edit.
// decoder sha256 cf30f4b52e39b5163049f520a7be4b7d752d316691906808235e9ff7e0e73588
// 8 latents, 512 hidden, 256 mel bands, 139864 bytes
#ifndef AUTOCODER_GENERATED_MODEL_H_
#define AUTOCODER_GENERATED_MODEL_H_

#include <cstddef>
#include <cstdint>

#include "generated/sizes.h"

namespace autocoder {

extern const uint8_t kDecoderModel[];
extern const size_t kDecoderModelBytes;
extern const float kAmplitude[256];  // by int8 mel value + 128
// Range of each latent before it was scaled to 0..1, in posterior means.
extern const float kLatentLow[kLatents];
extern const float kLatentHigh[kLatents];

struct GoldenVector {
  int8_t latents[kLatents];
  uint32_t mel_crc32;
};
extern const GoldenVector kGoldenVectors[kGoldenCount];

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_MODEL_H_
