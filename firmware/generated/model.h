// SPDX-License-Identifier: MIT
// Written by `autocoder bake`; do not edit.
// Model 'strings': 8 latents, hidden layers of 512, 256 mel bands, 139864 bytes
// decoder sha256 95c996b7b25aa8f8c67e8876b8a27cb92faf348606318f661bc71c61eb93be8b
#ifndef AUTOCODER_GENERATED_MODEL_H_
#define AUTOCODER_GENERATED_MODEL_H_

#include <cstddef>
#include <cstdint>

#include "generated/sizes.h"

namespace autocoder {

struct GoldenVector {
  int8_t latents[kLatents];
  uint32_t mel_crc32;
};

struct BakedModel {
  const uint8_t* decoder;
  size_t decoder_bytes;
  float gain;
  GoldenVector golden[kGoldenCount];
  const char* name;  // UTF-8
};

constexpr size_t kModelCount = 1;
extern const BakedModel kModels[kModelCount];

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_MODEL_H_
