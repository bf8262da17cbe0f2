// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_CODEC_H_
#define AUTOCODER_BOARDS_DAISY_CODEC_H_

namespace autocoder {

// Which codec a Daisy Seed has depends on its revision, which two pins tell.
enum class CodecKind { kAk4556, kWm8731, kPcm3060 };

struct Codec {
  CodecKind kind;
  bool answers;  // what cannot be asked counts as answering

  // Which of the two audio blocks plays; the other records.
  bool plays_on_first() const { return kind != CodecKind::kWm8731; }
};

// Finds the codec and makes it ready for 24 bits, left-justified.
Codec StartCodec();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_CODEC_H_
