// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_AUDIO_TYPES_H_
#define AUTOCODER_AUDIO_TYPES_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

struct StereoFrame {
  float left;
  float right;
};

// Raw counts of one scan of the converters, 16 bits whatever the converter's own width.
struct AdcFrame {
  uint16_t knobs[8];
  uint16_t cvs[8];
};

// Called by the board once per block, on hardware from the audio interrupt.
using AudioCallback = void (*)(const AdcFrame& adc, const StereoFrame* in, StereoFrame* out,
                               size_t samples);

// Called by the board outside of the audio callback when a parameter is to change.
using SettingCallback = void (*)(uint32_t parameter, float value);

}  // namespace autocoder

#endif  // AUTOCODER_AUDIO_TYPES_H_
