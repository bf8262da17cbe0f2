// SPDX-License-Identifier: MIT
// Written by `autocoder bake` from model 'strings'; do not edit.
// decoder sha256 95c996b7b25aa8f8c67e8876b8a27cb92faf348606318f661bc71c61eb93be8b
// 8 latents, hidden layers of 512, 256 mel bands, 139864 bytes
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
