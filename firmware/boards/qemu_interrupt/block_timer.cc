// SPDX-License-Identifier: MIT
#include "boards/qemu_interrupt/block_timer.h"

namespace autocoder {
namespace {

struct SysTickTimer {
  volatile uint32_t control;
  volatile uint32_t reload;
  volatile uint32_t value;
};

constexpr uint32_t kProcessorClock = 4;
constexpr uint32_t kInterrupts = 2;
constexpr uint32_t kEnabled = 1;

constexpr uint32_t kPending = 1u << 26;  // bits of the interrupt state
constexpr uint32_t kClearPending = 1u << 25;

SysTickTimer& SysTick() { return *reinterpret_cast<SysTickTimer*>(0xE000E010); }

volatile uint32_t& InterruptState() { return *reinterpret_cast<volatile uint32_t*>(0xE000ED04); }

}  // namespace

void StartBlockTimer(uint32_t first, uint32_t second) {
  SysTick().reload = first - 1;
  SysTick().value = 0;  // any value: begins anew
  SysTick().control = kProcessorClock | kInterrupts | kEnabled;
  SysTick().reload = second - 1;
}

void SetPeriodAfterNext(uint32_t ticks) { SysTick().reload = ticks - 1; }

void StopBlockTimer() { SysTick().control = 0; }

void RestartBlockTimer(uint32_t ticks) {
  SysTick().reload = ticks - 1;
  SysTick().value = 0;
  InterruptState() = kClearPending;
}

bool BlockTimerWaits() { return (InterruptState() & kPending) != 0; }

}  // namespace autocoder

extern "C" {

void SysTickFrame(const uint32_t* stacked) {
  constexpr int kReturnAddress = 6;
  autocoder::OnBlockTimer(stacked[kReturnAddress]);
}

// Hands over where the processor has left r0 to r3, r12, lr, pc and the flags.
__attribute__((naked)) void SysTickInterrupt() {
  asm volatile(
      "mov r0, sp       \n"
      "b SysTickFrame   \n");
}

}  // extern "C"
