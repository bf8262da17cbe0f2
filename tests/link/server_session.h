// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_LINK_SERVER_SESSION_H_
#define AUTOCODER_TESTS_LINK_SERVER_SESSION_H_

#include "link/server.h"
#include "link_fixture.h"

namespace autocoder {

// Lets a server with any handler live through what a fuzzer has made up, and demands that
//   each whole request is answered, in order, by its answer or a refusal of a known reason; a quiet
//   one by a refusal or nothing,
//   nothing else is sent,
//   the server comes to rest, and then answers the next good request.
// The input is a row of steps, each a byte for what happens and what that needs; see StepKind.
class ServerSession {
 public:
  explicit ServerSession(RequestHandler* handler) : server_(&port_, handler) {}

  void Play(const uint8_t* data, size_t size);

 protected:
  ~ServerSession() = default;

  // What else the main loop does after each call of the server.
  virtual void AfterPoll() {}

 private:
  // The last three bits of a step's first byte.
  enum StepKind : uint8_t {
    kRequest,         // number, sequence, length of two bytes, payload
    kRepeatRequest,   // the last one again
    kDamagedRequest,  // place of two bytes, what is flipped there, then as kRequest
    kNoise,           // length, bytes
    kPoll,            // number of calls
    kPieces,          // most that the port moves at once: into the module, out of it
  };

  void Step();
  uint8_t Next();
  Octets NextBytes(size_t most);
  Octets NextRequest();
  void Send(const Octets& bytes);
  void Poll(size_t times);
  void ComeToRest();
  void CheckAnswers() const;

  MemoryPort port_;
  Server server_;
  const uint8_t* next_ = nullptr;
  const uint8_t* end_ = nullptr;
  Octets request_;  // the last
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_LINK_SERVER_SESSION_H_
