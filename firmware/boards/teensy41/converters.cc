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
constexpr int kLooks = 10'000;  // some hundred microseconds

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

void BeginPair(const PinPair& pair) {
  ADC1_HC0 = pin_to_channel[pair.first];
  ADC2_HC0 = pin_to_channel[pair.second] & ~kSecondAlone;
}

bool EndPair(uint16_t* first, uint16_t* second) {
  if ((ADC1_HS & ADC2_HS & ADC_HS_COCO0) == 0) return false;
  *first = Widened(ADC1_R0);
  *second = Widened(ADC2_R0);
  return true;
}

bool InitConverters() {
  analogReadResolution(kBits);
  analogReadAveraging(kMean);
  for (const uint8_t pin : kCvPins) ReleasePad(pin);
  for (const uint8_t pin : kFunctionPins) ReleasePad(pin);
  ReleasePad(kMultiplexerPin);
  analogRead(kCvPins[0]);  // waits until the calibration that the core began is done
  BeginPair(kScannedPairs[0]);
  const bool first = Await(ADC1_HS);
  return Await(ADC2_HS) && first;
}

}  // namespace autocoder
