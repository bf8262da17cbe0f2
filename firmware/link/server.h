// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_LINK_SERVER_H_
#define AUTOCODER_LINK_SERVER_H_

#include <cstddef>
#include <cstdint>

#include "link/frame.h"
#include "link/messages.h"
#include "serial_port.h"

namespace autocoder {

// Answers what comes over a port, in the order in which it comes.
class Server {
 public:
  Server(SerialPort* port, RequestHandler* handler) : port_(port), handler_(handler) {}

  // The main loop's. Takes what has arrived, at most as much as the longest frame, until a request
  // is whole; has it handled and sends the answer as far as there is room. The rest goes with the
  // next calls, and until then no other request is taken. Returns whether it did anything.
  bool Poll();

  // Whether all answers have been handed to the port.
  bool idle() const { return answer_bytes_ == 0; }

  uint32_t frames() const { return decoder_.frames(); }
  uint32_t errors() const { return decoder_.errors(); }  // frames that came damaged

 private:
  bool NextByte(uint8_t* byte);
  void Answer(const Frame& request);
  bool Send();

  SerialPort* port_;
  RequestHandler* handler_;
  FrameDecoder decoder_;
  uint8_t arrived_[256];
  size_t arrived_bytes_ = 0;
  size_t taken_bytes_ = 0;  // of those that have arrived
  uint8_t payload_[kPayloadBytes];
  uint8_t answer_[kEncodedFrameBytes];
  size_t answer_bytes_ = 0;
  size_t sent_bytes_ = 0;  // of the answer
};

}  // namespace autocoder

#endif  // AUTOCODER_LINK_SERVER_H_
