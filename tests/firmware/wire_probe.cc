// SPDX-License-Identifier: MIT
// What the emulated wire carries when nobody makes frames of it: takes a count, u32, then as many
// bytes, and answers with the count and the CRC-32 of the bytes; again and again.
#include <cstdint>
#include <cstring>

#include "boards/board.h"
#include "crc32.h"

namespace autocoder {
namespace {

Board board;

void Silence(const PanelFrame&, const StereoFrame*, StereoFrame* out, size_t samples) {
  for (size_t i = 0; i < samples; ++i) out[i] = {};
}

void NoSetting(const Setting&) {}

class Counter {
 public:
  // False where nothing has come.
  bool Poll(SerialPort* port) {
    uint8_t bytes[4096];
    const size_t wanted = in_header() ? sizeof(announced_) - header_bytes_ : announced_ - counted_;
    const size_t most = wanted < sizeof(bytes) ? wanted : sizeof(bytes);
    const size_t count = port->Read(bytes, most);
    if (count == 0) return false;
    if (in_header()) {
      std::memcpy(reinterpret_cast<uint8_t*>(&announced_) + header_bytes_, bytes, count);
      header_bytes_ += count;
    } else {
      crc_ = Crc32(bytes, count, crc_);
      counted_ += static_cast<uint32_t>(count);
    }
    if (!in_header() && counted_ == announced_) Answer(port);
    return true;
  }

 private:
  bool in_header() const { return header_bytes_ < sizeof(announced_); }

  void Answer(SerialPort* port) {
    const uint32_t answer[2] = {counted_, crc_};
    port->Write(reinterpret_cast<const uint8_t*>(answer), sizeof(answer));  // there is room
    *this = Counter();
  }

  uint32_t announced_ = 0;
  size_t header_bytes_ = 0;
  uint32_t counted_ = 0;
  uint32_t crc_ = 0;
};

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop(0);
  board.Start(Silence, NoSetting);
  Counter counter;
  bool busy = false;
  while (board.Running(busy)) busy = counter.Poll(board.serial());
  return board.Stop(0);
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
