// SPDX-License-Identifier: MIT
#include "boards/offline/offline_target.h"

namespace autocoder {
namespace {

struct CmsdkTimer {
  volatile uint32_t control;
  volatile uint32_t value;
  volatile uint32_t reload;
  volatile uint32_t interrupt;
};

constexpr uint32_t kEnable = 1;

CmsdkTimer& Timer0() { return *reinterpret_cast<CmsdkTimer*>(0x40000000); }

// Ticks between two marks with nothing between them.
uint32_t overhead_ticks = 0;

void StartTimer() {
  Timer0().reload = 0xFFFFFFFF;
  Timer0().value = 0xFFFFFFFF;
  Timer0().control = kEnable;
  const uint32_t begin = InstructionMark();
  overhead_ticks = begin - InstructionMark();
}

}  // namespace

void FlushSubnormals() {
  constexpr uint32_t kFlushToZero = 1u << 24;
  uint32_t fpscr;
  asm volatile("vmrs %0, fpscr" : "=r"(fpscr));
  asm volatile("vmsr fpscr, %0" : : "r"(fpscr | kFlushToZero));
  // Exception handlers start from this default, and sound is made in one.
  *reinterpret_cast<volatile uint32_t*>(0xE000EF3C) |= kFlushToZero;
}

// The timer counts down at 25 MHz. Run with `-icount shift=7`, QEMU advances its clock by 128 ns
// per instruction; without that option the numbers mean nothing.
uint32_t InstructionMark() {
  if (Timer0().control == 0) StartTimer();
  return Timer0().value;
}

uint32_t InstructionsBetween(uint32_t begin, uint32_t end) {
  constexpr uint64_t kTickNanoseconds = 40;
  constexpr uint64_t kInstructionNanoseconds = 128;
  const uint32_t ticks = begin - end;
  if (ticks < overhead_ticks) return 0;
  const uint64_t nanoseconds = uint64_t{ticks - overhead_ticks} * kTickNanoseconds;
  return static_cast<uint32_t>((nanoseconds + kInstructionNanoseconds / 2) /
                               kInstructionNanoseconds);
}

}  // namespace autocoder
