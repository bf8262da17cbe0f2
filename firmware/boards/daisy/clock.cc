// SPDX-License-Identifier: MIT
#include "boards/daisy/clock.h"

#include <stm32_def.h>

#include "boards/daisy/startup.h"

namespace autocoder {
namespace {

constexpr uint32_t kCrystalHz = 16'000'000;
constexpr uint32_t kDivider = 4;  // before the loop
constexpr uint32_t kMultiplier = 240;
static_assert(HSE_VALUE == kCrystalHz);
static_assert(kCrystalHz / kDivider * kMultiplier / 2 == kProcessorHz);

bool RunFrom(uint32_t source) {
  RCC_ClkInitTypeDef wanted = {};
  wanted.ClockType = RCC_CLOCKTYPE_SYSCLK | RCC_CLOCKTYPE_HCLK | RCC_CLOCKTYPE_D1PCLK1 |
                     RCC_CLOCKTYPE_PCLK1 | RCC_CLOCKTYPE_PCLK2 | RCC_CLOCKTYPE_D3PCLK1;
  wanted.SYSCLKSource = source;
  wanted.SYSCLKDivider = RCC_SYSCLK_DIV1;
  wanted.AHBCLKDivider = RCC_HCLK_DIV2;
  wanted.APB3CLKDivider = RCC_APB3_DIV2;
  wanted.APB1CLKDivider = RCC_APB1_DIV2;
  wanted.APB2CLKDivider = RCC_APB2_DIV2;
  wanted.APB4CLKDivider = RCC_APB4_DIV2;
  return HAL_RCC_ClockConfig(&wanted, FLASH_LATENCY_4) == HAL_OK;
}

}  // namespace

// A loop cannot be set while it drives the processor. Where it does not lock again the module goes on
// at the internal oscillator's pace, too slow to sound but there to be asked.
void RaiseProcessorClock() {
  if (!RunFrom(RCC_SYSCLKSOURCE_HSI)) return;
  RCC_OscInitTypeDef wanted = {};
  wanted.OscillatorType = RCC_OSCILLATORTYPE_NONE;
  wanted.PLL.PLLState = RCC_PLL_ON;
  wanted.PLL.PLLSource = RCC_PLLSOURCE_HSE;
  wanted.PLL.PLLM = kDivider;
  wanted.PLL.PLLN = kMultiplier;
  wanted.PLL.PLLP = 2;
  wanted.PLL.PLLQ = 5;
  wanted.PLL.PLLR = 2;
  wanted.PLL.PLLRGE = RCC_PLL1VCIRANGE_2;
  wanted.PLL.PLLVCOSEL = RCC_PLL1VCOWIDE;
  if (HAL_RCC_OscConfig(&wanted) == HAL_OK) RunFrom(RCC_SYSCLKSOURCE_PLLCLK);
}

}  // namespace autocoder
