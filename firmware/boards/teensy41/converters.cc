// SPDX-License-Identifier: MIT
#include "boards/teensy41/converters.h"

#include <Arduino.h>

#include "boards/teensy41/pins.h"

// Of the core: the converters' channel of each pin; 128 more where the second alone has it.
extern "C" const uint8_t pin_to_channel[];

namespace autocoder {
namespace {

constexpr int kBits = 12;
constexpr int kMean = 8;  // of so many
constexpr uint8_t kSecondAlone = 0x80;
constexpr int kLooks = 10'000;  // some hundred microseconds; then the last value stays

// 12 bits as 16, so that full scale is full scale.
uint16_t Widened(uint32_t counts) { return static_cast<uint16_t>(counts << 4 | counts >> 8); }

// A pad's keeper would pull at what it is to measure.
void ReleasePad(uint8_t pin) { pinMode(pin, INPUT_DISABLE); }

bool Await(const volatile uint32_t& status) {
  int look = 0;
  while ((status & ADC_HS_COCO0) == 0 && look < kLooks) ++look;
  return look < kLooks;
}

}  // namespace

void ConvertPair(const Conversion& first, const Conversion& second) {
  ADC1_HC0 = pin_to_channel[first.pin];
  ADC2_HC0 = pin_to_channel[second.pin] & ~kSecondAlone;
  if (Await(ADC1_HS)) *first.counts = Widened(ADC1_R0);
  if (Await(ADC2_HS)) *second.counts = Widened(ADC2_R0);
}

bool InitConverters() {
  analogReadResolution(kBits);
  analogReadAveraging(kMean);
  for (const uint8_t pin : kCvPins) ReleasePad(pin);
  for (const uint8_t pin : kFunctionPins) ReleasePad(pin);
  ReleasePad(kMultiplexerPin);
  analogRead(kCvPins[0]);  // waits until the calibration that the core began is done
  ADC1_HC0 = pin_to_channel[kCvPins[0]];
  ADC2_HC0 = pin_to_channel[kMultiplexerPin] & ~kSecondAlone;
  const bool first = Await(ADC1_HS);
  return Await(ADC2_HS) && first;
}

}  // namespace autocoder
