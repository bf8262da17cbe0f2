// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BUNDLE_FORMAT_H_
#define AUTOCODER_BUNDLE_FORMAT_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// The bytes of a bundle, as host/autocoder/bake/bundle.py writes them; numbers are little endian.
//
//   head      magic, version u16, zero u16, size of the file u32, zero u32
//   sections  of each a head and its bytes, filled with zeros to a multiple of kBundleAlignment
//             head: type (four letters), flags u32, bytes u32, CRC-32 of the bytes u32
//   end       CRC-32 of all before it, u32
//
//   INFO      latents u16, mel bands u16, sample rate u32, floor f32 and sigmoid's margin f32 in dB,
//             gain f32, length of the name u8, the name in kBundleNameBytes, zeros after it
//   DECO      the decoder's int8 .tflite
//   GOLD      kGoldenCount times latents i8[8] and the CRC-32 of the mel frame that they decode to
//   ENCO      the encoder's int8 .tflite, if there is one
//   BACK      beside it, kGoldenCount times i8[8], its latents of those mel frames
//   SIGN      public key u8[32] and Ed25519 signature u8[64] of the BLAKE2b (64 bytes) of all that
//             comes before this section, which is the last one
//
// A section of another type is passed over where its flags have kSectionOptional.
constexpr size_t kBundleAlignment = 16;
constexpr size_t kBundleHeadBytes = 16;
constexpr size_t kSectionHeadBytes = 16;
constexpr size_t kBundleEndBytes = 4;
constexpr uint16_t kBundleVersion = 1;
constexpr uint32_t kSectionOptional = 1;

// Four letters as they stand in the file.
constexpr uint32_t Letters(const char (&text)[5]) {
  uint32_t word = 0;
  for (size_t i = 4; i > 0; --i) word = word << 8 | static_cast<uint8_t>(text[i - 1]);
  return word;
}

constexpr uint32_t kBundleMagic = Letters("ACB\n");
constexpr uint32_t kInfoSection = Letters("INFO");
constexpr uint32_t kDecoderSection = Letters("DECO");
constexpr uint32_t kGoldenSection = Letters("GOLD");
constexpr uint32_t kEncoderSection = Letters("ENCO");
constexpr uint32_t kEncodedSection = Letters("BACK");
constexpr uint32_t kSignatureSection = Letters("SIGN");

}  // namespace autocoder

#endif  // AUTOCODER_BUNDLE_FORMAT_H_
