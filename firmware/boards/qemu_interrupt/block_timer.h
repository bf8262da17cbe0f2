// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_INTERRUPT_BLOCK_TIMER_H_
#define AUTOCODER_BOARDS_QEMU_INTERRUPT_BLOCK_TIMER_H_

#include <cstdint>

namespace autocoder {

// The processor's own timer, of 25 MHz, with a period of its own before each interrupt.

// The first interrupt comes after `first` ticks, the second `second` later.
void StartBlockTimer(uint32_t first, uint32_t second);
void SetPeriodAfterNext(uint32_t ticks);
void StopBlockTimer();

// In the interrupt: the next one comes so many ticks from now, whatever was due already.
void RestartBlockTimer(uint32_t ticks);

// In the interrupt: whether the next one is due.
bool BlockTimerWaits();

// Called in each interrupt, with the address of the instruction that comes after it. Implemented by
// the board.
void OnBlockTimer(uint32_t interrupted_at);

// Sleeps until the next interrupt unless `quiet` no longer holds. No interrupt comes between the
// question and the sleep, which ends with an interrupt even though it is held back until then.
template <typename Quiet>
void SleepWhile(Quiet quiet) {
  asm volatile("cpsid i" : : : "memory");
  if (quiet()) asm volatile("wfi" : : : "memory");
  asm volatile("cpsie i \n isb" : : : "memory");
}

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_INTERRUPT_BLOCK_TIMER_H_
