// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DECODER_H_
#define AUTOCODER_DECODER_DECODER_H_

#include <cstddef>
#include <cstdint>

#include "status.h"

namespace autocoder {

constexpr size_t kDecoderLatents = 8;
constexpr size_t kMaxMelBands = 512;

// Turns eight latents into one mel frame. int8 on both sides: a latent is
// (q + 128) / 255 of its range, a mel band (q + 128) / 256 of the dB range.
class Decoder {
 public:
  // Reads a .tflite file. On any status but kOk the decoder is left unloaded.
  virtual Status Load(const uint8_t* bytes, size_t size) = 0;

  // Reads kDecoderLatents values, writes mel_bands() values; does nothing
  // while unloaded.
  virtual void Decode(const int8_t* latents, int8_t* mel) = 0;

  // 0 while unloaded.
  virtual size_t mel_bands() const = 0;

 protected:
  ~Decoder() = default;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DECODER_H_
