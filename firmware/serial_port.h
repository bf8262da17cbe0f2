// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_SERIAL_PORT_H_
#define AUTOCODER_SERIAL_PORT_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// So much a host may send before the module reads: what a port keeps of what has arrived, at least.
constexpr size_t kSerialWindowBytes = 8192;

// Bytes to and from a host. Neither call waits; both are the main loop's.
class SerialPort {
 public:
  // Moves at most `most` bytes of what has arrived; returns how many.
  virtual size_t Read(uint8_t* bytes, size_t most) = 0;

  // Takes as many of the bytes as there is room for; returns how many.
  virtual size_t Write(const uint8_t* bytes, size_t count) = 0;

 protected:
  ~SerialPort() = default;
};

}  // namespace autocoder

#endif  // AUTOCODER_SERIAL_PORT_H_
