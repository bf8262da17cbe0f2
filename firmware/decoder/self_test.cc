// SPDX-License-Identifier: MIT
#include "decoder/self_test.h"

#include <cstring>

#include "crc32.h"

namespace autocoder {

bool DecodesTo(Decoder& decoder, const int8_t* latents, uint32_t mel_crc32) {
  const size_t bands = decoder.mel_bands();
  if (bands == 0 || bands > kMaxMelBands) return false;
  int8_t mel[kMaxMelBands];
  decoder.Decode(latents, mel);
  return Crc32(mel, bands) == mel_crc32;
}

bool EncodesTo(Decoder& decoder, Encoder& encoder, const int8_t* latents,
               const int8_t* encoded) {
  const size_t bands = decoder.mel_bands();
  if (bands == 0 || bands > kMaxMelBands || bands != encoder.mel_bands()) {
    return false;
  }
  int8_t mel[kMaxMelBands];
  int8_t found[kDecoderLatents];
  decoder.Decode(latents, mel);
  encoder.Begin(mel);
  while (!encoder.Step(found)) {
  }
  return std::memcmp(found, encoded, sizeof(found)) == 0;
}

}  // namespace autocoder
