// SPDX-License-Identifier: MIT
#include "boards/teensy41/watchdog.h"

#include <Arduino.h>

namespace autocoder {
namespace {

constexpr uint32_t kUnlock = 0xD928C520;
constexpr uint32_t kFeed = 0xB480A602;
// Counts the 32 kHz oscillator divided by 256; 32-bit commands; may be changed later.
constexpr uint32_t kSettings = WDOG_CS_CMD32EN | WDOG_CS_PRES | WDOG_CS_CLK(1) | WDOG_CS_UPDATE;
constexpr uint32_t kTicks = 2 * 32768 / 256;

bool running = false;

// A module without its watchdog still plays: what does not come is not waited for.
void Await(uint32_t flag) {
  constexpr int kLooks = 100'000;
  for (int look = 0; look < kLooks && (WDOG3_CS & flag) == 0; ++look) {
  }
}

// Its registers can be written for a moment after the key.
void Configure(uint32_t settings) {
  __disable_irq();
  WDOG3_CNT = kUnlock;
  Await(WDOG_CS_ULK);
  WDOG3_TOVAL = kTicks;
  WDOG3_CS = settings;
  Await(WDOG_CS_RCS);
  __enable_irq();
}

}  // namespace

void StartWatchdog() {
  CCM_CCGR5 |= CCM_CCGR5_WDOG3(CCM_CCGR_ON);
  Configure(kSettings | WDOG_CS_EN);
  running = true;
}

void FeedWatchdog() {
  if (!running) return;
  __disable_irq();
  WDOG3_CNT = kFeed;
  __enable_irq();
}

void StopWatchdog() {
  if (running) Configure(kSettings);
  running = false;
}

bool StartedByWatchdog() {
  const bool found = (SRC_SRSR & SRC_SRSR_WDOG3_RST_B) != 0;
  SRC_SRSR = SRC_SRSR_WDOG3_RST_B;  // stays until it is written
  return found;
}

}  // namespace autocoder
