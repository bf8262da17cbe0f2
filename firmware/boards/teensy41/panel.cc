// SPDX-License-Identifier: MIT
#include "boards/teensy41/panel.h"

#include <Arduino.h>

#include <generated/sizes.h>

#include "boards/teensy41/pins.h"

namespace autocoder {
namespace {

constexpr float kLightsHz = 36621.09f;  // at which the PWM's 8 bits are whole steps of its clock
constexpr float kStepMicroseconds = 1e6f * kBlockSamples / kSampleRateHz / PairScan::kSteps;
constexpr uint32_t kSettleMicroseconds = 20;

}  // namespace

bool Panel::Init() {
  pinMode(kButtonPin, INPUT_PULLUP);
  pinMode(kGatePin, INPUT);
  for (const uint8_t pin : kSelectPins) pinMode(pin, OUTPUT);
  const bool converts = InitConverters();
  SelectKnob();
  for (size_t knob = 0; knob < kLatents; ++knob) {
    ScanOnce();
    Turn();
  }
  ScanOnce();  // for the first block
  return converts;
}

// As the timer does later.
void Panel::ScanOnce() {
  for (size_t step = 0; step <= PairScan::kSteps; ++step) {
    Step();
    delayMicroseconds(kSettleMicroseconds);
  }
}

// In the timer's interrupt. A pair that has not ended is looked at again in the next step.
void Panel::Step() {
  if (begun_) {
    uint16_t first;
    uint16_t second;
    if (!EndPair(&first, &second)) return;
    scan_.Take(first, second);
  }
  begun_ = !scan_.complete();
  if (begun_) BeginPair(scan_.pair());
}

// Scans that have not ended leave the frame as it was: rather late than half.
bool Panel::Turn() {
  if (begun_) Step();
  if (!scan_.complete()) return false;
  scan_.Finish(button(), digitalReadFast(kGatePin) == HIGH);
  SelectKnob();
  Step();
  return true;
}

const PanelFrame& Panel::NextFrame() {
  __disable_irq();
  const bool turned = Turn();
  __enable_irq();
  if (turned) timer_.begin([this] { Step(); }, kStepMicroseconds);
  return scan_.frame();
}

bool Panel::button() const { return digitalReadFast(kButtonPin) == LOW; }

// It has most of a block to settle: its last scan counts.
void Panel::SelectKnob() {
  for (size_t bit = 0; bit < 3; ++bit) {
    digitalWriteFast(kSelectPins[bit], (scan_.channel() >> bit & 1) != 0 ? HIGH : LOW);
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
