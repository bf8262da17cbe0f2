// SPDX-License-Identifier: MIT
// The Daisy Seed: audio in the interrupt of its DMA, all else in the main loop.
#include <stm32_def.h>

#include <cstdint>

#include "boards/board.h"
#include "boards/daisy/audio.h"
#include "boards/daisy/codec.h"
#include "boards/daisy/converters.h"
#include "boards/daisy/light_pins.h"
#include "boards/daisy/nor_chip.h"
#include "boards/daisy/quad_spi.h"
#include "boards/daisy/retained.h"
#include "boards/daisy/startup.h"
#include "boards/daisy/usb_port.h"
#include "boards/daisy/watchdog.h"

namespace autocoder {
namespace {

// The bootloader keeps the image from 256 kB on, libDaisy its settings at the beginning: the store
// has the upper half of 8 MB to itself.
constexpr uint32_t kStoreBegin = 4 << 20;
constexpr size_t kStoreBytes = 4 << 20;

constexpr uint32_t kMostMsAsleep = 10;  // where no block begins
constexpr uint32_t kMostMsToSend = 500;

UsbPort port;
QuadSpi bus;
NorChip chip(&bus, kStoreBegin, kStoreBytes);
bool chip_answers = false;
PowerUp found;
uint32_t seen = 0;  // blocks that had begun when the loop was last sent to work

void FlushSubnormals() {
  __set_FPSCR(__get_FPSCR() | FPU_FPDSCR_FZ_Msk);
  FPU->FPDSCR |= FPU_FPDSCR_FZ_Msk;  // interrupts start from this
}

// Whoever interrupts between the look and the sleep ends the sleep.
void SleepUntilBlock() {
  const uint32_t begin = HAL_GetTick();
  while (BlocksBegun() == seen && HAL_GetTick() - begin < kMostMsAsleep) {
    __disable_irq();
    if (BlocksBegun() == seen) {
      __DSB();
      __WFI();
    }
    __enable_irq();
    __ISB();
  }
}

}  // namespace

bool Board::Init(int, char**) {
  FlushSubnormals();
  StartLights();
  found.by_watchdog = WatchdogCameIn();
  found.memory_ok = SdramKeeps();
  found.converters_ok = TheConverters().Init();
  found.button_held = TheConverters().button();
  found.has_functions = found.converters_ok;
  const Codec codec = StartCodec();
  found.codec_ok = InitAudio(codec) && codec.answers;
  chip_answers = bus.Init() && chip.Init();
  return true;
}

void Board::Start(AudioCallback audio, SettingCallback) {
  StartAudio(audio);
  StartWatchdog();
}

bool Board::Running(bool busy) {
  FeedWatchdog();
  if (!busy) SleepUntilBlock();
  seen = BlocksBegun();
  return true;
}

int Board::Stop(uint32_t) { return 1; }  // only what cannot start ends

SerialPort* Board::serial() { return &port; }

FlashDevice* Board::flash() { return chip_answers ? &chip : nullptr; }

uint32_t Board::Ticks() { return DWT->CYCCNT; }

uint32_t Board::TicksPerSecond() { return SystemCoreClock; }

void Board::Show(const Lights& lights) { ShowLights(lights); }

PowerUp Board::power_up() { return found; }

FaultRecord* Board::fault() { return RetainedFault(); }

void Board::WhileWaiting(void (*work)()) { chip.WhileWaiting(work); }

void Board::Restart(bool bootloader) {
  const uint32_t begin = HAL_GetTick();
  while (!port.sent() && HAL_GetTick() - begin < kMostMsToSend) {
  }
  StopAudio();
  if (bootloader) AskForBootloader();
  NVIC_SystemReset();
}

const char* Board::name() { return "daisy"; }

}  // namespace autocoder
