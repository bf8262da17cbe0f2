// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RESPONSE_CHANGE_H_
#define AUTOCODER_ENGINE_RESPONSE_CHANGE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/reverb_layout.h"

namespace autocoder {

// Which responses sound when. Time goes in periods of kFadeFrames; a change takes one of them for
// each channel, one channel after the other, so that the interrupt never computes more than three
// channels. It is decided a period ahead, before anything that sounds in it is computed, so that
// all levels, whenever they compute, fade at the same time. Neither side ever waits: one atomic
// says whose turn it is, and the loop owns the drafts while there is no change.
class ResponseChange {
 public:
  static constexpr size_t kNone = 2;

  // Of left and right.
  struct Sounding {
    const ChannelResponse* leaving[2];
    const ChannelResponse* arriving[2];  // the same, but for the channel that is fading

    size_t fading() const {
      return leaving[0] != arriving[0] ? 0 : leaving[1] != arriving[1] ? 1 : kNone;
    }
  };

  // Takes kResponsePlaces of them.
  void Init(const ChannelResponse* places);

  // Either side.
  Sounding At(uint32_t period) const;

  // Audio interrupt, where `period` begins, before anyone is told to compute the next.
  void Turn(uint32_t period);

  // Main loop: whether there is no change under way. While that is so, the response to write of a
  // channel, or null where there is no room for both and it is the other channel's turn.
  bool idle() const { return state_.load(std::memory_order_acquire) == State::kIdle; }
  ChannelResponse* draft(size_t channel);
  void Publish();

 private:
  enum class State : uint8_t { kIdle, kReady, kFading };

  // The period of a channel's last change, and between which places it is.
  struct Change {
    uint32_t period;
    uint32_t leaving;
    uint32_t arriving;
  };
  // In one word; periods of 85 ms wrap after nine months, which no rack stays on for.
  static uint32_t Packed(const Change& change) {
    return change.period << 4 | change.leaving << 2 | change.arriving;
  }
  static Change Unpacked(uint32_t word) { return {word >> 4, word >> 2 & 3, word & 3}; }

  ChannelResponse places_[kResponsePlaces] = {};
  std::atomic<State> state_{State::kIdle};
  std::atomic<uint32_t> changes_[2] = {};
  static_assert(std::atomic<State>::is_always_lock_free);
  static_assert(std::atomic<uint32_t>::is_always_lock_free);

  // Whose turn it is: the places that do not sound, and the channel that the first of them is for.
  uint32_t spares_[kDraftChannels] = {};
  size_t channel_ = 0;
  uint32_t last_ = 0;  // period of the change
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RESPONSE_CHANGE_H_
