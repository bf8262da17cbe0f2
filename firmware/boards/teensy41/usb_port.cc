// SPDX-License-Identifier: MIT
#include "boards/teensy41/usb_port.h"

#include <algorithm>

#include <Arduino.h>

namespace autocoder {

size_t UsbPort::Read(uint8_t* bytes, size_t most) {
  if (unsent_) {
    usb_serial_flush_output();  // an answer is whole by the time its reader asks on
    unsent_ = false;
  }
  const int there = usb_serial_available();
  if (there <= 0) return 0;
  const int got = usb_serial_read(bytes, std::min<size_t>(most, static_cast<size_t>(there)));
  return got > 0 ? static_cast<size_t>(got) : 0;
}

// The core would wait for a host that does not read: it gets no more than its free buffers hold.
size_t UsbPort::Write(const uint8_t* bytes, size_t count) {
  const int room = usb_serial_write_buffer_free();
  if (room <= 0) return 0;
  const int taken = usb_serial_write(bytes, std::min<size_t>(count, static_cast<size_t>(room)));
  unsent_ = true;
  return taken > 0 ? static_cast<size_t>(taken) : 0;
}

// The core says when its buffers are given to USB, not when the host has them.
void UsbPort::Drain(uint32_t milliseconds) {
  usb_serial_flush_output();
  delay(milliseconds);
}

}  // namespace autocoder
