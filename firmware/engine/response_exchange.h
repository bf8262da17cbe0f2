// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RESPONSE_EXCHANGE_H_
#define AUTOCODER_ENGINE_RESPONSE_EXCHANGE_H_

#include <atomic>
#include <cstdint>

#include "engine/partitioned_response.h"
#include "engine/place.h"

namespace autocoder {

// Hands requests from the audio interrupt to the main loop and finished responses back. Neither
// side ever waits. One atomic says whose turn it is: the loop owns the request and the drafted
// slot while a request is out, the interrupt owns everything at all other times.
class ResponseExchange {
 public:
  void Init(PartitionedResponse (*slots)[3]);

  // Audio interrupt, at the end of each update period: the incoming response is now the current
  // one, and a finished draft becomes the incoming one.
  void Turn();
  // Asks for the response of a place, unless the last request is still out.
  void Request(const Place& place);
  bool fading() const { return fading_; }
  const PartitionedResponse& current() const { return *current_; }
  const PartitionedResponse& incoming() const { return *incoming_; }

  // Main loop: the requested place, or null where nothing is asked.
  const Place* requested() const;
  // While a request is out.
  PartitionedResponse* draft() const { return draft_; }
  void Publish();
  void Decline();

 private:
  enum class State : uint8_t { kIdle, kRequested, kReady };

  std::atomic<State> state_{State::kIdle};
  static_assert(std::atomic<State>::is_always_lock_free);
  Place place_;
  bool fading_ = false;
  PartitionedResponse* current_ = nullptr;
  PartitionedResponse* incoming_ = nullptr;
  PartitionedResponse* draft_ = nullptr;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RESPONSE_EXCHANGE_H_
