// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_LINK_FIXTURE_H_
#define AUTOCODER_TESTS_LINK_FIXTURE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "link/frame.h"
#include "serial_port.h"

namespace autocoder {

using Octets = std::vector<uint8_t>;

// A port whose two ends are in memory. It moves at most `read_most` and `write_most` bytes at once.
class MemoryPort : public SerialPort {
 public:
  size_t Read(uint8_t* bytes, size_t most) override {
    const size_t count = std::min({most, read_most, waiting()});
    std::copy_n(to_module.data() + read_, count, bytes);
    read_ += count;
    return count;
  }

  size_t Write(const uint8_t* bytes, size_t count) override {
    const size_t taken = std::min(count, write_most);
    to_host.insert(to_host.end(), bytes, bytes + taken);
    return taken;
  }

  void Send(const Octets& bytes) { to_module.insert(to_module.end(), bytes.begin(), bytes.end()); }

  size_t waiting() const { return to_module.size() - read_; }

  Octets to_module;
  Octets to_host;
  size_t read_most = SIZE_MAX;
  size_t write_most = SIZE_MAX;

 private:
  size_t read_ = 0;
};

inline Octets Encoded(uint8_t type, uint8_t sequence, const Octets& payload) {
  Octets encoded(kEncodedFrameBytes);
  encoded.resize(EncodeFrame({type, sequence, {payload.data(), payload.size()}}, encoded.data()));
  return encoded;
}

struct KeptFrame {
  uint8_t type;
  uint8_t sequence;
  Octets payload;
};

// All whole frames among the bytes.
inline std::vector<KeptFrame> Decoded(const Octets& bytes, FrameDecoder* decoder) {
  std::vector<KeptFrame> frames;
  for (uint8_t byte : bytes) {
    if (!decoder->Take(byte)) continue;
    const Frame& frame = decoder->frame();
    frames.push_back({frame.type, frame.sequence,
                      Octets(frame.payload.begin, frame.payload.begin + frame.payload.size)});
  }
  return frames;
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_LINK_FIXTURE_H_
