// SPDX-License-Identifier: MIT
// From any fault to a record of it and a new start. It uses nothing of the board's, which may be
// what is broken.
#include "boards/cortex_m7/fault_handler.h"

#include <cstddef>

namespace autocoder {
namespace {

volatile uint32_t& Register(uint32_t address) {
  return *reinterpret_cast<volatile uint32_t*>(address);
}

volatile uint32_t& InterruptState() { return Register(0xE000ED04); }
volatile uint32_t& ResetControl() { return Register(0xE000ED0C); }
volatile uint32_t& ConfigurableFaults() { return Register(0xE000ED28); }
volatile uint32_t& HardFaults() { return Register(0xE000ED2C); }
volatile uint32_t& MemoryAddress() { return Register(0xE000ED34); }
volatile uint32_t& BusAddress() { return Register(0xE000ED38); }
volatile uint32_t& CleanDataCacheLine() { return Register(0xE000EF68); }

constexpr uint32_t kResetWithKey = 0x05FA0004;
constexpr uint32_t kCacheLineBytes = 32;

// Bits of the configurable faults: three kinds, two of which may know an address.
constexpr uint32_t kMemoryFaults = 0x000000FF;
constexpr uint32_t kBusFaults = 0x0000FF00;
constexpr uint32_t kUsageFaults = 0xFFFF0000;
constexpr uint32_t kKnowsMemoryAddress = 1u << 7;
constexpr uint32_t kKnowsBusAddress = 1u << 15;

// Numbers of exceptions. Faults that are not told apart all are hard ones.
constexpr uint32_t kNonMaskable = 2;
constexpr uint32_t kHardFault = 3;
constexpr uint32_t kUsageFault = 6;
constexpr uint32_t kFirstOfBoard = 16;

FaultKind KindOf(uint32_t exception, uint32_t faults) {
  if (exception == kNonMaskable || exception >= kFirstOfBoard) return FaultKind::kWatchdog;
  if (exception < kHardFault || exception > kUsageFault) return FaultKind::kOther;
  if ((faults & kMemoryFaults) != 0) return FaultKind::kMemory;
  if ((faults & kBusFaults) != 0) return FaultKind::kBus;
  return (faults & kUsageFaults) != 0 ? FaultKind::kUsage : FaultKind::kHard;
}

uint32_t AddressOf(uint32_t faults) {
  if ((faults & kKnowsMemoryAddress) != 0) return MemoryAddress();
  return (faults & kKnowsBusAddress) != 0 ? BusAddress() : 0;
}

// A cache may hold the record back from the memory that stays.
void WriteBack(const FaultRecord* record) {
  const uint32_t begin = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(record));
  asm volatile("dsb" : : : "memory");
  for (uint32_t at = begin & ~(kCacheLineBytes - 1); at < begin + sizeof(*record);
       at += kCacheLineBytes) {
    CleanDataCacheLine() = at;
  }
  asm volatile("dsb" : : : "memory");
}

}  // namespace

void RestartAfterFault(FaultKind kind, uint32_t pc, uint32_t lr) {
  FaultRecord* record = FaultMemory();
  const uint32_t faults = ConfigurableFaults();
  record->kind = kind;
  record->pc = pc;
  record->lr = lr;
  record->cfsr = faults;
  record->hfsr = HardFaults();
  record->address = AddressOf(faults);
  SealFault(record);
  WriteBack(record);
  for (;;) ResetControl() = kResetWithKey;
}

}  // namespace autocoder

extern "C" {

// `stacked`: r0 to r3, r12, lr, pc and the flags of what was interrupted.
__attribute__((used)) void FaultFrame(const uint32_t* stacked) {
  constexpr size_t kLink = 5;
  constexpr size_t kReturnAddress = 6;
  const uint32_t exception = autocoder::InterruptState() & 0x1FF;
  const autocoder::FaultKind kind =
      autocoder::KindOf(exception, autocoder::ConfigurableFaults());
  autocoder::RestartAfterFault(kind, stacked[kReturnAddress], stacked[kLink]);
}

// The processor has used one of two stacks, by a bit of what it left in lr.
__attribute__((naked)) void FaultInterrupt() {
  asm volatile(
      "tst lr, #4       \n"
      "ite eq           \n"
      "mrseq r0, msp    \n"
      "mrsne r0, psp    \n"
      "b FaultFrame     \n");
}

}  // extern "C"
