// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_AUDIO_TYPES_H_
#define AUTOCODER_AUDIO_TYPES_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

struct StereoFrame {
  float left;
  float right;
};

// Raw counts of a block's converters, 16 bits whatever the converter's own width. CVs move faster than
// knobs are turned: they are read kCvScans times, evenly, and the newest come last.
struct AdcFrame {
  uint16_t knobs[kLatents];
  uint16_t cvs[kCvScans][kLatents];
};

constexpr size_t kFunctions = 3;

// All of the panel as it stands, in raw counts: nothing is calibrated, nothing debounced.
struct PanelFrame {
  AdcFrame adc;
  uint16_t functions[kFunctions];  // knobs that set parameters
  bool button;                     // true while it is held
  bool gate;                       // true while it is high
};

// Called by the board once per block, on hardware from the audio interrupt.
using AudioCallback = void (*)(const PanelFrame& panel, const StereoFrame* in, StereoFrame* out,
                               size_t samples);

enum Light : uint8_t {
  kLightFilter,
  kLightReverb,
  kLightCross,
  kLightDrone,
  kLightModelA,
  kLightModelB,
  kLightModelC,
  kLightLevel
};
constexpr size_t kLights = 8;

struct Lights {
  uint8_t levels[kLights];  // 0 dark, 255 full
};

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
