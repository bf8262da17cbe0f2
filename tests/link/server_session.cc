// SPDX-License-Identifier: MIT
#include "server_session.h"

#include <set>

#include "demand.h"
#include "naive_frames.h"

namespace autocoder {
namespace {

// Whether it is the request's answer, or a refusal that says of what and why.
bool Answers(const KeptFrame& answer, const KeptFrame& request) {
  const uint8_t number = request.type & static_cast<uint8_t>(~kQuietBit);
  if (answer.sequence != request.sequence) return false;
  if (answer.type != kRefusal) return number == request.type && answer.type == (number | kAnswerBit);
  return answer.payload.size() == 2 && answer.payload[0] == number && answer.payload[1] > 0 &&
         answer.payload[1] < kStatusCount;
}

}  // namespace

void ServerSession::Play(const uint8_t* data, size_t size) {
  next_ = data;
  end_ = data + size;
  while (next_ < end_) Step();
  ComeToRest();
  Send({0});
  Send(Encoded(HelloRequest::kNumber, 77, {1, 0, 1, 0}));
  ComeToRest();
  CheckAnswers();
}

void ServerSession::Step() {
  switch (Next() & 7) {
    case kRequest:
      request_ = NextRequest();
      return Send(request_);
    case kRepeatRequest:
      return Send(request_);
    case kDamagedRequest: {
      const size_t place = Next() | static_cast<size_t>(Next()) << 8;
      const uint8_t flipped = Next();
      Octets request = NextRequest();
      request[place % request.size()] ^= flipped;
      return Send(request);
    }
    case kNoise:
      return Send(NextBytes(Next()));
    case kPoll:
      return Poll(Next());
    case kPieces:
      port_.read_most = Next() + 1u;
      port_.write_most = Next();
      return;
    default:
      return Poll(1);
  }
}

uint8_t ServerSession::Next() { return next_ < end_ ? *next_++ : 0; }

Octets ServerSession::NextBytes(size_t most) {
  const size_t count = std::min(most, static_cast<size_t>(end_ - next_));
  const Octets bytes(next_, next_ + count);
  next_ += count;
  return bytes;
}

Octets ServerSession::NextRequest() {
  const uint8_t number = Next();
  const uint8_t sequence = Next();
  const size_t length = Next() | static_cast<size_t>(Next()) << 8;
  return Encoded(number, sequence, NextBytes(length % (kPayloadBytes + 1)));
}

void ServerSession::Send(const Octets& bytes) {
  port_.Send(bytes);
}

void ServerSession::Poll(size_t times) {
  for (size_t i = 0; i < times; ++i) {
    server_.Poll();
    AfterPoll();
  }
}

void ServerSession::ComeToRest() {
  port_.read_most = port_.write_most = SIZE_MAX;
  // Each call takes a byte or sends an answer, or there is nothing left to do.
  const size_t most_calls = 2 * port_.to_module.size() + 2;
  for (size_t calls = 0; server_.Poll(); ++calls) {
    Demand(calls < most_calls, "the server comes to rest");
    AfterPoll();
  }
  Demand(port_.waiting() == 0, "all is taken");
}

void ServerSession::CheckAnswers() const {
  const NaiveFrames asked = FindFrames(port_.to_module);
  const NaiveFrames answers = FindFrames(port_.to_host);
  Demand(server_.frames() == asked.frames.size() && server_.errors() == asked.errors, "all are counted");
  Demand(answers.errors == 0 && port_.to_host.back() == 0, "all that is sent is whole");
  // How many answers can have been given by then: an accepted quiet request has none.
  std::set<size_t> given = {0};
  for (const KeptFrame& request : asked.frames) {
    if ((request.type & kAnswerBit) != 0) continue;
    std::set<size_t> then;
    for (const size_t count : given) {
      if (count < answers.frames.size() && Answers(answers.frames[count], request)) {
        then.insert(count + 1);
      }
      if ((request.type & kQuietBit) != 0) then.insert(count);
    }
    given = then;
  }
  Demand(given.count(answers.frames.size()) == 1, "requests have their answers, in order");
}

}  // namespace autocoder
