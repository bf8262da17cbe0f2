// SPDX-License-Identifier: MIT
#include "boards/daisy/watchdog.h"

#include <stm32_def.h>

#include <cstdint>

namespace autocoder {
namespace {

constexpr uint32_t kUnlock = 0x5555;
constexpr uint32_t kFeed = 0xAAAA;
constexpr uint32_t kStart = 0xCCCC;
constexpr uint32_t kDivideBy128 = 5;                // of an oscillator at about 32 kHz
constexpr uint32_t kFourSeconds = 4 * 32'000 / 128;

}  // namespace

bool WatchdogCameIn() {
  const bool came_in = (RCC->RSR & RCC_RSR_IWDG1RSTF) != 0;
  RCC->RSR |= RCC_RSR_RMVF;  // or the next reset would be its too
  return came_in;
}

void StartWatchdog() {
  IWDG1->KR = kStart;
  IWDG1->KR = kUnlock;
  IWDG1->PR = kDivideBy128;
  IWDG1->RLR = kFourSeconds;
  while (IWDG1->SR != 0) {  // as long as some cycles of that oscillator
  }
  FeedWatchdog();
}

void FeedWatchdog() { IWDG1->KR = kFeed; }

}  // namespace autocoder
