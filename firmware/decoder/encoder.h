// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_ENCODER_H_
#define AUTOCODER_DECODER_ENCODER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/decoder.h"
#include "status.h"

namespace autocoder {

// Finds the eight latents of a mel frame: a decoder's other half, in int8 of
// the same meaning, so that what one gives the other takes.
class Encoder {
 public:
  // Reads a .tflite file. On any status but kOk the encoder is left unloaded.
  virtual Status Load(const uint8_t* bytes, size_t size) = 0;

  // Reads mel_bands() values. Each Step then does a part of the work, so that
  // a loop can do other things between, and the last one writes
  // kDecoderLatents values and returns true. While unloaded nothing is
  // written.
  virtual void Begin(const int8_t* mel) = 0;
  virtual bool Step(int8_t* latents) = 0;

  // 0 while unloaded.
  virtual size_t mel_bands() const = 0;

 protected:
  ~Encoder() = default;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_ENCODER_H_
