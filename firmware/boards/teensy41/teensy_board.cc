// SPDX-License-Identifier: MIT
// The module on a Teensy 4.1 with the audio shield, or any codec on I2S.
#include <Arduino.h>

#include <generated/sizes.h>

#include "boards/board.h"
#include "boards/cortex_m7/fault_handler.h"
#include "boards/teensy41/engine_stream.h"
#include "boards/teensy41/external_memory.h"
#include "boards/teensy41/panel.h"
#include "boards/teensy41/program_flash.h"
#include "boards/teensy41/usb_port.h"
#include "boards/teensy41/watchdog.h"

extern "C" void _reboot_Teensyduino_();  // NOLINT: the core's name

namespace autocoder {
namespace {

constexpr int kFirstFault = 2;  // of the processor's exceptions: NMI, then those of faults
constexpr int kLastFault = 6;
constexpr uint32_t kResetWithKey = 0x05FA0004;
constexpr uint32_t kDrainMilliseconds = 50;
constexpr uint32_t kLooksPerSecond = 100;  // at the link, at least
constexpr uint32_t kRate44100Hz = 44100;
// Of a board on which nothing can run: the lights of all modes.
constexpr Lights kNoMemory = {{255, 255, 255, 255, 0, 0, 0, 0}};

// Neither a reset nor the start after it changes it.
__attribute__((section(".bss.kept"))) FaultRecord fault_record;

ProgramFlash program_flash;
UsbPort usb_port;
PowerUp found;
uint32_t seen = 0;  // blocks that had begun when the loop was last sent to work

// Both the main loop's numbers and those of interrupts.
void FlushSubnormals() {
  constexpr uint32_t kFlushToZero = 1u << 24;
  uint32_t fpscr;
  asm volatile("vmrs %0, fpscr" : "=r"(fpscr));
  asm volatile("vmsr fpscr, %0" : : "r"(fpscr | kFlushToZero));
  *reinterpret_cast<volatile uint32_t*>(0xE000EF3C) |= kFlushToZero;
}

void CatchFaults() {
  for (int fault = kFirstFault; fault <= kLastFault; ++fault) _VectorsRam[fault] = FaultInterrupt;
}

}  // namespace

FaultRecord* FaultMemory() { return &fault_record; }

bool Board::Init(int, char**) {
  static_assert(kSampleRateHz == kRate44100Hz, "bake for the Audio library's rate");
  CatchFaults();
  FlushSubnormals();
  InitLights();
  found.has_functions = true;
  found.by_watchdog = StartedByWatchdog();
  if (!ExternalMemoryFits()) {
    ShowLights(kNoMemory);
    return false;
  }
  found.memory_ok = LargeMemoryKeeps();
  found.codec_ok = InitCodec();
  EngineStream& stream = TheEngineStream();
  found.converters_ok = stream.panel()->Init();
  found.button_held = stream.panel()->button();
  program_flash.Init(stream.mute());
  return true;
}

void Board::Start(AudioCallback audio, SettingCallback) {
  TheEngineStream().Start(audio);
  program_flash.AudioRuns();
  StartWatchdog();
}

// It does not sleep: the processor's cycle counter would sleep, too. Where no block comes, the link
// is still to be served.
bool Board::Running(bool busy) {
  FeedWatchdog();
  const EngineStream& stream = TheEngineStream();
  const uint32_t begin = ARM_DWT_CYCCNT;
  const uint32_t most = F_CPU_ACTUAL / kLooksPerSecond;
  while (!busy && stream.begun() == seen && ARM_DWT_CYCCNT - begin < most) {
  }
  seen = stream.begun();
  return true;
}

// Where it cannot start, USB still takes other firmware.
int Board::Stop(uint32_t) { return 1; }

SerialPort* Board::serial() { return &usb_port; }

FlashDevice* Board::flash() { return &program_flash; }

uint32_t Board::Ticks() { return ARM_DWT_CYCCNT; }

uint32_t Board::TicksPerSecond() { return F_CPU_ACTUAL; }

void Board::Show(const Lights& lights) { ShowLights(lights); }

PowerUp Board::power_up() { return found; }

FaultRecord* Board::fault() { return &fault_record; }

void Board::WhileWaiting(void (*)()) {}  // while the flash is written nothing can run

void Board::Restart(bool bootloader) {
  usb_port.Drain(kDrainMilliseconds);
  StopWatchdog();  // the bootloader would not feed it
  if (bootloader) _reboot_Teensyduino_();
  for (;;) SCB_AIRCR = kResetWithKey;
}

const char* Board::name() { return "teensy41"; }

}  // namespace autocoder
