// SPDX-License-Identifier: MIT
#include "boards/teensy41/panel.h"

#include <Arduino.h>

#include <generated/sizes.h>

#include "boards/teensy41/converters.h"
#include "boards/teensy41/pins.h"

namespace autocoder {
namespace {

constexpr float kLightsHz = 36621.09f;  // at which the PWM's 8 bits are whole steps of its clock
constexpr uint32_t kSettleMicroseconds = 20;

}  // namespace

bool Panel::Init() {
  pinMode(kButtonPin, INPUT_PULLUP);
  pinMode(kGatePin, INPUT);
  for (const uint8_t pin : kSelectPins) pinMode(pin, OUTPUT);
  const bool converts = InitConverters();
  SelectKnob();
  for (size_t knob = 0; knob < kLatents; ++knob) {
    delayMicroseconds(kSettleMicroseconds);
    Scan();
  }
  return converts;
}

const PanelFrame& Panel::Scan() {
  static_assert(kLatents == 8 && kFunctions == 3, "the pairs below");
  uint16_t* cvs = frame_.adc.cvs;
  ConvertPair({kCvPins[0], &cvs[0]}, {kMultiplexerPin, &frame_.adc.knobs[knob_]});
  ConvertPair({kCvPins[1], &cvs[1]}, {kCvPins[6], &cvs[6]});
  ConvertPair({kCvPins[2], &cvs[2]}, {kCvPins[7], &cvs[7]});
  ConvertPair({kCvPins[3], &cvs[3]}, {kFunctionPins[0], &frame_.functions[0]});
  ConvertPair({kCvPins[4], &cvs[4]}, {kFunctionPins[1], &frame_.functions[1]});
  ConvertPair({kCvPins[5], &cvs[5]}, {kFunctionPins[2], &frame_.functions[2]});
  frame_.button = digitalReadFast(kButtonPin) == LOW;
  frame_.gate = digitalReadFast(kGatePin) == HIGH;
  knob_ = (knob_ + 1) % kLatents;
  SelectKnob();
  return frame_;
}

// It has a block's time to settle.
void Panel::SelectKnob() {
  for (size_t bit = 0; bit < 3; ++bit) {
    digitalWriteFast(kSelectPins[bit], (kKnobChannels[knob_] >> bit & 1) != 0 ? HIGH : LOW);
  }
}

void InitLights() {
  for (const uint8_t pin : kLightPins) {
    pinMode(pin, OUTPUT);
    analogWriteFrequency(pin, kLightsHz);
    analogWrite(pin, 0);
  }
}

void ShowLights(const Lights& lights) {
  for (size_t i = 0; i < kLights; ++i) analogWrite(kLightPins[i], lights.levels[i]);
}

}  // namespace autocoder
