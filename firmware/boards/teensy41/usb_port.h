// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_USB_PORT_H_
#define AUTOCODER_BOARDS_TEENSY41_USB_PORT_H_

#include "serial_port.h"

namespace autocoder {

// The core's USB serial port. What has arrived waits in the core's buffers and then in the host,
// which USB makes wait: nothing is lost, and neither call waits.
class UsbPort : public SerialPort {
 public:
  size_t Read(uint8_t* bytes, size_t most) override;
  size_t Write(const uint8_t* bytes, size_t count) override;

  // Sends what was written; false where the host takes nothing for `milliseconds`.
  void Drain(uint32_t milliseconds);

 private:
  bool unsent_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_USB_PORT_H_
