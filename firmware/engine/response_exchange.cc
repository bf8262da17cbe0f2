// SPDX-License-Identifier: MIT
#include "engine/response_exchange.h"

#include <utility>

namespace autocoder {

void ResponseExchange::Init(PartitionedResponse (*slots)[3]) {
  current_ = &(*slots)[0];
  incoming_ = &(*slots)[1];
  draft_ = &(*slots)[2];
  *current_ = {};  // silence until the first response is there
  fading_ = false;
  state_.store(State::kIdle, std::memory_order_release);
}

void ResponseExchange::Turn() {
  if (fading_) std::swap(current_, incoming_);
  fading_ = state_.load(std::memory_order_acquire) == State::kReady;
  if (!fading_) return;
  std::swap(incoming_, draft_);
  state_.store(State::kIdle, std::memory_order_relaxed);
}

void ResponseExchange::Request(const Place& place) {
  if (state_.load(std::memory_order_acquire) != State::kIdle) return;
  place_ = place;
  state_.store(State::kRequested, std::memory_order_release);
}

const Place* ResponseExchange::requested() const {
  return state_.load(std::memory_order_acquire) == State::kRequested ? &place_ : nullptr;
}

void ResponseExchange::Publish() { state_.store(State::kReady, std::memory_order_release); }

void ResponseExchange::Decline() { state_.store(State::kIdle, std::memory_order_release); }

}  // namespace autocoder
