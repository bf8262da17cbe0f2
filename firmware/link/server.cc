// SPDX-License-Identifier: MIT
#include "link/server.h"

namespace autocoder {

bool Server::Poll() {
  bool active = Send();
  for (size_t i = 0; i < kEncodedFrameBytes && answer_bytes_ == 0; ++i) {
    uint8_t byte;
    if (!NextByte(&byte)) break;
    active = true;
    // What bears the answer's bit is no request: most likely our own voice, looped back.
    if (!decoder_.Take(byte) || (decoder_.frame().type & kAnswerBit) != 0) continue;
    Answer(decoder_.frame());
    Send();
    break;
  }
  return active;
}

bool Server::NextByte(uint8_t* byte) {
  if (taken_bytes_ == arrived_bytes_) {
    taken_bytes_ = 0;
    arrived_bytes_ = port_->Read(arrived_, sizeof(arrived_));
    if (arrived_bytes_ == 0) return false;
  }
  *byte = arrived_[taken_bytes_++];
  return true;
}

void Server::Answer(const Frame& request) {
  Reader from(request.payload.begin, request.payload.size);
  Writer answer(payload_, sizeof(payload_));
  const uint8_t number = request.type & static_cast<uint8_t>(~kQuietBit);
  const Status status = Dispatch(number, &from, handler_, &answer);
  if (status == Status::kOk) {
    if (number != request.type) return;
    const uint8_t type = number | kAnswerBit;
    answer_bytes_ = EncodeFrame({type, request.sequence, {payload_, answer.size()}}, answer_);
  } else {
    const uint8_t refusal[] = {number, static_cast<uint8_t>(status)};
    answer_bytes_ = EncodeFrame({kRefusal, request.sequence, {refusal, sizeof(refusal)}}, answer_);
  }
}

bool Server::Send() {
  if (answer_bytes_ == 0) return false;
  const size_t sent = port_->Write(answer_ + sent_bytes_, answer_bytes_ - sent_bytes_);
  sent_bytes_ += sent;
  if (sent_bytes_ == answer_bytes_) answer_bytes_ = sent_bytes_ = 0;
  return sent > 0;
}

}  // namespace autocoder
