// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_SELF_TEST_H_
#define AUTOCODER_DECODER_SELF_TEST_H_

#include <cstddef>
#include <cstdint>

#include "decoder/decoder.h"
#include "decoder/encoder.h"
#include "status.h"

namespace autocoder {

// True when the mel frame of these latents has the given CRC-32.
bool DecodesTo(Decoder& decoder, const int8_t* latents, uint32_t mel_crc32);

// Golden is the baked record: int8_t latents[kDecoderLatents] and
// uint32_t mel_crc32. Proves that this build on this processor computes what
// the official runtime computed when the model was baked.
template <typename Golden>
Status RunSelfTest(Decoder& decoder, const Golden* golden, size_t count) {
  static_assert(sizeof(Golden::latents) == kDecoderLatents,
                "golden vectors must have one value per latent");
  for (size_t i = 0; i < count; ++i) {
    if (!DecodesTo(decoder, golden[i].latents, golden[i].mel_crc32)) {
      return Status::kSelfTestFailed;
    }
  }
  return Status::kOk;
}

// True when these latents are found again in the frame that the decoder makes
// of the given ones.
bool EncodesTo(Decoder& decoder, Encoder& encoder, const int8_t* latents,
               const int8_t* encoded);

// The same with an encoder behind the decoder, so that no mel frames need to
// be baked: `encoded` is what it finds in the decoder's frame of each vector.
template <typename Golden>
Status RunSelfTest(Decoder& decoder, Encoder& encoder, const Golden* golden,
                   const int8_t (*encoded)[kDecoderLatents], size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (!EncodesTo(decoder, encoder, golden[i].latents, encoded[i])) {
      return Status::kSelfTestFailed;
    }
  }
  return Status::kOk;
}

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_SELF_TEST_H_
