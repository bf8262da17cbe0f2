// SPDX-License-Identifier: MIT
#include "engine/response_change.h"

namespace autocoder {

void ResponseChange::Init(const ReverbResponse& first, const ReverbResponse& second) {
  responses_[0] = first;
  responses_[1] = second;
  for (PartitionSpectra& level : responses_[0].levels) level.partitions = 0;  // silence at first
  state_.store(State::kIdle, std::memory_order_relaxed);
  change_.store(0, std::memory_order_release);
}

ResponseChange::Sounding ResponseChange::At(uint32_t period) const {
  const uint32_t change = change_.load(std::memory_order_acquire);
  const ReverbResponse* arriving = &responses_[change & 1];
  const ReverbResponse* leaving = &responses_[~change & 1];
  if (period < change >> 1) return {leaving, leaving};
  if (period == change >> 1 && change != 0) return {leaving, arriving};
  return {arriving, arriving};
}

void ResponseChange::Turn(uint32_t period) {
  const uint32_t change = change_.load(std::memory_order_relaxed);
  const State state = state_.load(std::memory_order_acquire);
  if (state == State::kReady) {
    change_.store((period + 1) << 1 | (~change & 1), std::memory_order_release);
    state_.store(State::kFading, std::memory_order_relaxed);
  } else if (state == State::kFading && period > change >> 1) {
    state_.store(State::kIdle, std::memory_order_release);
  }
}

ReverbResponse* ResponseChange::draft() {
  if (state_.load(std::memory_order_acquire) != State::kIdle) return nullptr;
  return &responses_[~change_.load(std::memory_order_relaxed) & 1];
}

void ResponseChange::Publish() { state_.store(State::kReady, std::memory_order_release); }

}  // namespace autocoder
