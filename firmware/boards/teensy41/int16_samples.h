// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_INT16_SAMPLES_H_
#define AUTOCODER_BOARDS_TEENSY41_INT16_SAMPLES_H_

#include <cstddef>
#include <cstdint>

#include "audio_types.h"

namespace autocoder {

// Between the converters' samples and the engine's, where 1 is full scale.
constexpr float kInt16Scale = 32768;

inline float FromInt16(int16_t sample) { return static_cast<float>(sample) / kInt16Scale; }

// To the nearest, half away from zero; what is too loud is held at full scale, and no number is 0.
inline int16_t ToInt16(float sample) {
  const float scaled = sample * kInt16Scale;
  if (scaled >= 32767) return 32767;
  if (scaled <= -32768) return -32768;
  if (!(scaled == scaled)) return 0;
  return static_cast<int16_t>(scaled + (scaled < 0 ? -0.5f : 0.5f));
}

// Of a channel without a block, which the Audio library gives where it ran out of them, comes 0.
inline void FromInt16(const int16_t* left, const int16_t* right, StereoFrame* frames,
                      size_t samples) {
  for (size_t i = 0; i < samples; ++i) {
    frames[i] = {left != nullptr ? FromInt16(left[i]) : 0,
                 right != nullptr ? FromInt16(right[i]) : 0};
  }
}

inline void ToInt16(const StereoFrame* frames, int16_t* left, int16_t* right, size_t samples) {
  for (size_t i = 0; i < samples; ++i) {
    left[i] = ToInt16(frames[i].left);
    right[i] = ToInt16(frames[i].right);
  }
}

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_INT16_SAMPLES_H_
