// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RESPONSE_CHANGE_H_
#define AUTOCODER_ENGINE_RESPONSE_CHANGE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/reverb_layout.h"

namespace autocoder {

// Which of two responses sounds when. Time goes in periods of one tail partition; a change takes
// one of them. It is decided a period ahead, before anything that sounds in it is computed, so
// that all levels, whenever they compute, fade at the same time. Neither side ever waits: one
// atomic says whose turn it is, and the loop owns the draft while there is no change.
class ResponseChange {
 public:
  // Equal unless the period is that of the change.
  struct Sounding {
    const ReverbResponse* leaving;
    const ReverbResponse* arriving;
    bool fading() const { return leaving != arriving; }
  };

  void Init(const ReverbResponse& first, const ReverbResponse& second);

  // Either side.
  Sounding At(uint32_t period) const;

  // Audio interrupt, where `period` begins, before anyone is told to compute the next.
  void Turn(uint32_t period);

  // Main loop: the response to write, or null while a change is under way.
  ReverbResponse* draft();
  void Publish();

 private:
  enum class State : uint8_t { kIdle, kReady, kFading };

  ReverbResponse responses_[2] = {};
  std::atomic<State> state_{State::kIdle};
  // The period of the last change, times two, plus which response then arrived.
  std::atomic<uint32_t> change_{0};
  static_assert(std::atomic<State>::is_always_lock_free);
  static_assert(std::atomic<uint32_t>::is_always_lock_free);
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RESPONSE_CHANGE_H_
