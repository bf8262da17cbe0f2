// SPDX-License-Identifier: MIT
#include "engine/frame_exchange.h"

namespace autocoder {

void FrameExchange::Init() {
  begun_ = false;
  late_ = false;
  frame_ = nullptr;
  state_.store(State::kIdle, std::memory_order_release);
}

StftFrame* FrameExchange::Due() {
  if (!begun_) return nullptr;
  if (!late_ && state_.load(std::memory_order_acquire) == State::kReady) {
    state_.store(State::kIdle, std::memory_order_relaxed);
    return frame_;
  }
  late_ = true;
  overruns_.store(overruns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return nullptr;
}

StftFrame* FrameExchange::Late() {
  if (!late_ || state_.load(std::memory_order_acquire) != State::kReady) return nullptr;
  state_.store(State::kIdle, std::memory_order_relaxed);
  return frame_;
}

void FrameExchange::Request(StftFrame* frame, const FrameSettings& settings) {
  frame_ = frame;
  settings_ = settings;
  begun_ = true;
  late_ = false;
  state_.store(State::kRequested, std::memory_order_release);
}

StftFrame* FrameExchange::requested() const {
  return state_.load(std::memory_order_acquire) == State::kRequested ? frame_ : nullptr;
}

void FrameExchange::Publish() { state_.store(State::kReady, std::memory_order_release); }

}  // namespace autocoder
