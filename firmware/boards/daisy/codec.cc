// SPDX-License-Identifier: MIT
#include "boards/daisy/codec.h"

#include <PeripheralPins.h>
#include <stm32_def.h>

#include <cstdint>

#include "boards/daisy/board_pin.h"

namespace autocoder {
namespace {

constexpr PinName kIsWm8731 = PD_3;   // tied to ground where it is so
constexpr PinName kIsPcm3060 = PD_4;
constexpr PinName kCodecPin = PB_11;  // reset of one, de-emphasis of another, data of the third
constexpr PinName kCodecClock = PH_4;

struct Setting {
  uint8_t address;
  uint16_t value;
};

// Of a WM8731: line in at 0 dB, no headphones, converters on, processor as master.
constexpr Setting kWm8731Settings[] = {
    {15, 0x000},             // reset
    {0, 0x017}, {1, 0x017},  // line inputs at 0 dB
    {2, 0x000}, {3, 0x000},  // headphones mute
    {4, 0x012},              // converter to the output, microphone mute
    {5, 0x000},              // no de-emphasis, no mute
    {6, 0x062},              // microphone, oscillator and clock output off
    {7, 0x009},              // left-justified, 24 bits, slave
    {8, 0x000},              // 48 kHz of 256 clocks each
    {9, 0x001},              // go
};
constexpr uint16_t kWm8731Address = 0x1A << 1;
constexpr uint32_t kI2cTiming = 0xE0422727;  // 100 kHz of a bus at 120 MHz
constexpr uint32_t kI2cMostMs = 5;

void ConnectI2c(PinName name) {
  GPIO_InitTypeDef wanted = {};
  wanted.Pin = STM_GPIO_PIN(name);
  wanted.Mode = GPIO_MODE_AF_OD;
  wanted.Pull = GPIO_NOPULL;
  wanted.Speed = GPIO_SPEED_FREQ_LOW;
  wanted.Alternate = GPIO_AF4_I2C2;
  HAL_GPIO_Init(set_GPIO_Port_Clock(STM_PORT(name)), &wanted);
}

bool SetUpWm8731() {
  __HAL_RCC_I2C2_CLK_ENABLE();
  ConnectI2c(kCodecPin);
  ConnectI2c(kCodecClock);
  I2C_HandleTypeDef bus = {};
  bus.Instance = I2C2;
  bus.Init.Timing = kI2cTiming;
  bus.Init.AddressingMode = I2C_ADDRESSINGMODE_7BIT;
  bus.Init.DualAddressMode = I2C_DUALADDRESS_DISABLE;
  bus.Init.GeneralCallMode = I2C_GENERALCALL_DISABLE;
  bus.Init.NoStretchMode = I2C_NOSTRETCH_DISABLE;
  if (HAL_I2C_Init(&bus) != HAL_OK) return false;
  for (const Setting& setting : kWm8731Settings) {
    const unsigned word = setting.address << 9 | setting.value;
    uint8_t bytes[2] = {static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word)};
    const auto sent =
        HAL_I2C_Master_Transmit(&bus, kWm8731Address, bytes, sizeof(bytes), kI2cMostMs);
    if (sent != HAL_OK) return false;
  }
  return true;
}

void SetUpAk4556() {
  const BoardPin reset(kCodecPin);
  reset.Configure(GPIO_MODE_OUTPUT_PP, GPIO_NOPULL);
  reset.Set(false);
  HAL_Delay(1);
  reset.Set(true);
}

void SetUpPcm3060() {
  const BoardPin deemphasis(kCodecPin);
  deemphasis.Configure(GPIO_MODE_OUTPUT_PP, GPIO_NOPULL);
  deemphasis.Set(false);
}

bool Grounded(PinName name) {
  const BoardPin pin(name);
  pin.Configure(GPIO_MODE_INPUT, GPIO_PULLUP);
  HAL_Delay(1);
  return !pin.high();
}

}  // namespace

Codec StartCodec() {
  if (Grounded(kIsWm8731)) return {CodecKind::kWm8731, SetUpWm8731()};
  if (Grounded(kIsPcm3060)) {
    SetUpPcm3060();
    return {CodecKind::kPcm3060, true};
  }
  SetUpAk4556();
  return {CodecKind::kAk4556, true};
}

}  // namespace autocoder
