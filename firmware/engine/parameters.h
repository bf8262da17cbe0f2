// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.
#ifndef AUTOCODER_ENGINE_PARAMETERS_H_
#define AUTOCODER_ENGINE_PARAMETERS_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

enum class ParameterId : uint8_t { kMix, kLevel, kMode, kDecayS, kWhiten, kBrightness, kWalk, kSlewMs, kFreeze, kModelA, kModelB, kMorph, kFollow, kPresets, kBlend, kTakeover };
constexpr size_t kParameterCount = 16;

enum class Mode : uint8_t { kFilter, kReverb, kCross, kDrone };
enum class Takeover : uint8_t { kJump, kPickup, kFade };

// All that can be said to the sound.
struct Parameters {
  // Positions in the model's space, 0..65535 each, at each scan of the CVs; the newest come last.
  uint16_t latents[kCvScans][kLatents] = {};
  float mix = 1.0e+00f;  // 0 is the input alone, 1 the treated sound alone
  float level = 1.0e+00f;  // factor of the output
  Mode mode = Mode::kFilter;  // what becomes of the spectrum
  float decay_s = 1.5e+00f;  // reverb: time in which the lowest band falls by 60 dB, the highest in a quarter of it
  float whiten = 1.0e+00f;  // cross: 1 keeps the input's own spectrum, 0 flattens it
  float brightness = 0.0e+00f;  // cross and drone: tilts spectra by the square of this power of frequency
  float walk = 0.0e+00f;  // drone and reverb: how far the latents walk by themselves
  float slew_ms = 0.0e+00f;  // time in which the latents have come 63 % of the way to their knobs
  bool freeze = false;  // the latents stay, in all modes but filter the sound too; reverb needs external memory for it
  uint8_t model_a = 0;  // slot of the model that is played; beyond the last that is loaded, that one
  uint8_t model_b = 1;  // slot of the model that morph leads to
  float morph = 0.0e+00f;  // 0 is the spectrum of model a alone, 1 that of model b, between them evenly in decibels
  float follow = 0.0e+00f;  // how far the latents follow the input, oppositely below 0; only where an encoder is baked in
  bool presets = false;  // presets a and b play in place of knobs and parameters; CVs still move the latents
  float blend = 0.0e+00f;  // 0 is preset a, 1 preset b, numbers between them; choices and switches change in the middle
  Takeover takeover = Takeover::kJump;  // how a function knob takes over: at once, from where it meets, or bit by bit
};

struct ParameterRange {
  float minimum;
  float maximum;
  float initial;
  bool whole;      // only whole numbers
  bool in_preset;  // has a value in each preset
};

constexpr ParameterRange kParameterRanges[kParameterCount] = {
    {0.0e+00f, 1.0e+00f, 1.0e+00f, false, true},  // mix
    {0.0e+00f, 4.0e+00f, 1.0e+00f, false, true},  // level
    {0.0e+00f, 3.0e+00f, 0.0e+00f, true, true},  // mode
    {1.0e-01f, 4.0e+00f, 1.5e+00f, false, true},  // decay_s
    {0.0e+00f, 1.0e+00f, 1.0e+00f, false, true},  // whiten
    {-1.0e+00f, 1.0e+00f, 0.0e+00f, false, true},  // brightness
    {0.0e+00f, 1.0e+00f, 0.0e+00f, false, true},  // walk
    {0.0e+00f, 1.0e+04f, 0.0e+00f, false, true},  // slew_ms
    {0.0e+00f, 1.0e+00f, 0.0e+00f, true, true},  // freeze
    {0.0e+00f, 2.0e+00f, 0.0e+00f, true, true},  // model_a
    {0.0e+00f, 2.0e+00f, 1.0e+00f, true, true},  // model_b
    {0.0e+00f, 1.0e+00f, 0.0e+00f, false, true},  // morph
    {-1.0e+00f, 1.0e+00f, 0.0e+00f, false, true},  // follow
    {0.0e+00f, 1.0e+00f, 0.0e+00f, true, false},  // presets
    {0.0e+00f, 1.0e+00f, 0.0e+00f, false, false},  // blend
    {0.0e+00f, 2.0e+00f, 0.0e+00f, true, false},  // takeover
};

// Sets all but the latents from a number for each parameter, within its range.
inline void AssignParameters(const float (&values)[kParameterCount], Parameters* parameters) {
  parameters->mix = values[0];
  parameters->level = values[1];
  parameters->mode = static_cast<Mode>(values[2]);
  parameters->decay_s = values[3];
  parameters->whiten = values[4];
  parameters->brightness = values[5];
  parameters->walk = values[6];
  parameters->slew_ms = values[7];
  parameters->freeze = values[8] >= 0.5f;
  parameters->model_a = static_cast<uint8_t>(values[9]);
  parameters->model_b = static_cast<uint8_t>(values[10]);
  parameters->morph = values[11];
  parameters->follow = values[12];
  parameters->presets = values[13] >= 0.5f;
  parameters->blend = values[14];
  parameters->takeover = static_cast<Takeover>(values[15]);
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PARAMETERS_H_
