// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_FRAME_EXCHANGE_H_
#define AUTOCODER_ENGINE_FRAME_EXCHANGE_H_

#include <atomic>
#include <cstdint>

#include "engine/stft_frame.h"

namespace autocoder {

// Hands one frame at a time from the audio interrupt to the main loop and back. Neither side ever
// waits: a frame that is not back when it is due is left out and counted. One atomic says whose
// the frame is: the loop's while it is requested, the interrupt's at all other times.
class FrameExchange {
 public:
  // Begins anew; what was late stays counted.
  void Init();

  // Audio interrupt. The frame that is due now, or null where it is late.
  StftFrame* Due();
  // A frame that came back too late to sound, or null.
  StftFrame* Late();
  bool idle() const { return state_.load(std::memory_order_acquire) == State::kIdle; }
  // Only when idle.
  void Request(StftFrame* frame, const FrameSettings& settings);

  // Main loop: the requested frame, or null. It is the loop's until Publish.
  StftFrame* requested() const;
  const FrameSettings& settings() const { return settings_; }
  void Publish();

  // How many frames were not there when they were due. Any side.
  uint32_t overruns() const { return overruns_.load(std::memory_order_relaxed); }

 private:
  enum class State : uint8_t { kIdle, kRequested, kReady };

  std::atomic<State> state_{State::kIdle};
  std::atomic<uint32_t> overruns_{0};
  static_assert(std::atomic<State>::is_always_lock_free);
  static_assert(std::atomic<uint32_t>::is_always_lock_free);
  StftFrame* frame_ = nullptr;
  FrameSettings settings_;
  bool begun_ = false;  // before the first request nothing can be late
  bool late_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_FRAME_EXCHANGE_H_
