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

// A parameter takes a value: of the panel, or of the preset that `bank` counts from 1 on.
struct Setting {
  uint16_t bank;
  uint16_t parameter;
  float value;
};

// Called by the board outside of the audio callback when a parameter is to change.
using SettingCallback = void (*)(const Setting& setting);

}  // namespace autocoder

#endif  // AUTOCODER_AUDIO_TYPES_H_
