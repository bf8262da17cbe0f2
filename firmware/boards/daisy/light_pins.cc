// SPDX-License-Identifier: MIT
#include "boards/daisy/light_pins.h"

#include <stm32_def.h>

#include <cstddef>
#include <cstdint>

#include "boards/daisy/board_pin.h"
#include "boards/daisy/light_dimmer.h"
#include "boards/daisy/pins.h"

namespace autocoder {
namespace {

constexpr uint32_t kStepsPerSecond = 10'000;  // 39 of a light at the lowest level
constexpr uint32_t kCountsPerSecond = 1'000'000;
constexpr uint32_t kLowestPriority = 15;

volatile uint8_t levels[kLights] = {};
LightDimmer dimmer;

}  // namespace

void StartLights() {
  for (const uint8_t pin : kLightPins) BoardPin(pin).Configure(GPIO_MODE_OUTPUT_PP, GPIO_NOPULL);
  __HAL_RCC_TIM6_CLK_ENABLE();
  // A bus at a divided clock drives its timers at twice that.
  TIM6->PSC = 2 * HAL_RCC_GetPCLK1Freq() / kCountsPerSecond - 1;
  TIM6->ARR = kCountsPerSecond / kStepsPerSecond - 1;
  TIM6->EGR = TIM_EGR_UG;
  TIM6->SR = 0;
  TIM6->DIER = TIM_DIER_UIE;
  HAL_NVIC_SetPriority(TIM6_DAC_IRQn, kLowestPriority, 0);
  HAL_NVIC_EnableIRQ(TIM6_DAC_IRQn);
  TIM6->CR1 = TIM_CR1_CEN;
}

void ShowLights(const Lights& lights) {
  for (size_t i = 0; i < kLights; ++i) levels[i] = lights.levels[i];
}

}  // namespace autocoder

extern "C" {

void TIM6_DAC_IRQHandler() {
  using namespace autocoder;
  TIM6->SR = 0;
  const uint32_t on = dimmer.Next(levels);
  for (size_t i = 0; i < kLights; ++i) BoardPin(kLightPins[i]).Set((on >> i & 1) != 0);
}

}  // extern "C"
