// SPDX-License-Identifier: MIT
#include "boards/qemu_live/uart.h"

namespace autocoder {
namespace {

struct CmsdkUart {
  volatile uint32_t data;
  volatile uint32_t state;
  volatile uint32_t control;
  volatile uint32_t interrupts;  // reads which are pending, clears those that are written
  volatile uint32_t divider;
};

constexpr uint32_t kTransmitFull = 1;
constexpr uint32_t kReceiveFull = 2;
constexpr uint32_t kTransmit = 1;  // as an interrupt, too
constexpr uint32_t kReceive = 2;
constexpr uint32_t kEnableBoth = kTransmit | kReceive;
constexpr uint32_t kInterruptsOfBoth = kEnableBoth << 2;
constexpr uint32_t kSmallestDivider = 16;

constexpr uint32_t kReceiveInterrupt = 1 << 0;  // bits of the interrupt controller
constexpr uint32_t kTransmitInterrupt = 1 << 1;
constexpr uint32_t kLowPriorityOfBoth = 0x8080;  // the timer that makes audio has 0, which is first

CmsdkUart& Registers() { return *reinterpret_cast<CmsdkUart*>(0x40004000); }

volatile uint32_t& EnableInterrupt() { return *reinterpret_cast<volatile uint32_t*>(0xE000E100); }
volatile uint32_t& DisableInterrupt() { return *reinterpret_cast<volatile uint32_t*>(0xE000E180); }
volatile uint32_t& RaiseInterrupt() { return *reinterpret_cast<volatile uint32_t*>(0xE000E200); }
volatile uint32_t& Priorities() { return *reinterpret_cast<volatile uint32_t*>(0xE000E400); }

Uart uart;

}  // namespace

Uart& TheUart() { return uart; }

// What was sent before this waits in the emulator until it is told that there is room, which a read
// of the data register says.
void Uart::Init() {
  Registers().divider = kSmallestDivider;
  Registers().control = kEnableBoth | kInterruptsOfBoth;
  if ((Registers().state & kReceiveFull) == 0) static_cast<void>(uint32_t{Registers().data});
  Priorities() = kLowPriorityOfBoth;
  EnableInterrupt() = kReceiveInterrupt | kTransmitInterrupt;
}

size_t Uart::Read(uint8_t* bytes, size_t most) {
  const size_t given = incoming_.Pop(bytes, most);
  if (given > 0 && full_.exchange(false, std::memory_order_relaxed)) {
    EnableInterrupt() = kReceiveInterrupt;
    RaiseInterrupt() = kReceiveInterrupt;
  }
  return given;
}

size_t Uart::Write(const uint8_t* bytes, size_t count) {
  const size_t taken = outgoing_.Push(bytes, count);
  if (taken > 0) RaiseInterrupt() = kTransmitInterrupt;
  return taken;
}

void Uart::OnReceive() {
  Registers().interrupts = kReceive;
  while ((Registers().state & kReceiveFull) != 0) {
    if (incoming_.room() == 0) {
      DisableInterrupt() = kReceiveInterrupt;
      full_.store(true, std::memory_order_relaxed);
      return;
    }
    const uint8_t byte = static_cast<uint8_t>(Registers().data);
    incoming_.Push(&byte, 1);
  }
}

void Uart::OnTransmit() {
  Registers().interrupts = kTransmit;
  uint8_t byte;
  while ((Registers().state & kTransmitFull) == 0 && outgoing_.Pop(&byte, 1) == 1) {
    Registers().data = byte;
  }
}

}  // namespace autocoder

extern "C" {

void Uart0ReceiveInterrupt() { autocoder::uart.OnReceive(); }

void Uart0TransmitInterrupt() { autocoder::uart.OnTransmit(); }

}  // extern "C"
