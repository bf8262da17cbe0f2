// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_USB_PORT_H_
#define AUTOCODER_BOARDS_DAISY_USB_PORT_H_

#include "serial_port.h"

namespace autocoder {

// The board's USB connector as a serial port. Where the module does not read, the host has to wait;
// where the host does not, nothing is taken.
class UsbPort : public SerialPort {
 public:
  size_t Read(uint8_t* bytes, size_t most) override;
  size_t Write(const uint8_t* bytes, size_t count) override;

  // False while something is still to be sent to a host that listens.
  bool sent() const;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_USB_PORT_H_
