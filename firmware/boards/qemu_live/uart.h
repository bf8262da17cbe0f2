// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_UART_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_UART_H_

#include "boards/qemu_live/byte_ring.h"
#include "serial_port.h"

namespace autocoder {

// The emulated board's first serial port, both ways by interrupts that audio interrupts in turn. As
// over USB nothing is lost: where the module does not read, the sender has to wait.
class Uart : public SerialPort {
 public:
  void Init();

  size_t Read(uint8_t* bytes, size_t most) override;
  size_t Write(const uint8_t* bytes, size_t count) override;

  // False while something is still to be sent.
  bool sent() const { return outgoing_.used() == 0; }

  // In the interrupts.
  void OnReceive();
  void OnTransmit();

 private:
  static constexpr size_t kIncomingBytes = 16384;
  static_assert(kIncomingBytes >= kSerialWindowBytes);

  ByteRing<kIncomingBytes> incoming_;
  ByteRing<4096> outgoing_;
  std::atomic<bool> full_{false};  // the receiving interrupt is held back
};

// There is one.
Uart& TheUart();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_UART_H_
