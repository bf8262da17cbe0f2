// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_SAMPLE_FORMAT_H_
#define AUTOCODER_BOARDS_DAISY_SAMPLE_FORMAT_H_

#include <cstdint>

namespace autocoder {

// The serial audio interface moves 24 bits in the lower part of a word; the upper byte may hold
// anything.
constexpr float kSample24 = 8388608.0f;

inline float FromSample24(int32_t word) {
  const int32_t sample = static_cast<int32_t>(static_cast<uint32_t>(word) << 8) >> 8;
  return static_cast<float>(sample) * (1 / kSample24);
}

// Beyond the converter's range stays at its end; what is no number is silence.
inline int32_t ToSample24(float value) {
  if (!(value > -1.0f)) return value <= -1.0f ? -8388608 : 0;
  if (value >= 8388607.0f / kSample24) return 8388607;
  return static_cast<int32_t>(value * kSample24 + (value < 0 ? -0.5f : 0.5f));
}

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_SAMPLE_FORMAT_H_
