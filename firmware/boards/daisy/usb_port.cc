// SPDX-License-Identifier: MIT
#include "boards/daisy/usb_port.h"

#include <USBSerial.h>
#include <usbd_cdc_if.h>

#include <algorithm>

namespace autocoder {

static_assert(CDC_RECEIVE_QUEUE_BUFFER_SIZE > kSerialWindowBytes);

// The framework's calls wait for what is not there yet; for what is there they do not.
size_t UsbPort::Read(uint8_t* bytes, size_t most) {
  const int there = SerialUSB.available();
  const size_t count = std::min(most, static_cast<size_t>(std::max(there, 0)));
  if (count == 0) return 0;
  return SerialUSB.readBytes(reinterpret_cast<char*>(bytes), count);
}

size_t UsbPort::Write(const uint8_t* bytes, size_t count) {
  if (!CDC_connected()) return 0;
  const int room = SerialUSB.availableForWrite();
  return SerialUSB.write(bytes, std::min(count, static_cast<size_t>(std::max(room, 0))));
}

bool UsbPort::sent() const {
  return !CDC_connected() || CDC_TransmitQueue_ReadSize(&TransmitQueue) == 0;
}

}  // namespace autocoder
