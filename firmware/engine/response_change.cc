// SPDX-License-Identifier: MIT
#include "engine/response_change.h"

#include <algorithm>

namespace autocoder {

// Silence at first, as if it had arrived in period 0.
void ResponseChange::Init(const ChannelResponse* places) {
  std::copy_n(places, kResponsePlaces, places_);
  for (uint32_t channel = 0; channel < 2; ++channel) {
    for (ChannelSpectra& level : places_[channel].levels) level.partitions = 0;
    changes_[channel].store(Packed({0, channel, channel}), std::memory_order_release);
  }
  for (uint32_t i = 0; i < kDraftChannels; ++i) spares_[i] = 2 + i;
  channel_ = 0;
  last_ = 0;
  state_.store(State::kIdle, std::memory_order_release);
}

ResponseChange::Sounding ResponseChange::At(uint32_t period) const {
  Sounding sounding;
  for (size_t channel = 0; channel < 2; ++channel) {
    const Change change = Unpacked(changes_[channel].load(std::memory_order_acquire));
    const uint32_t leaving = period > change.period ? change.arriving : change.leaving;
    const uint32_t arriving = period < change.period ? change.leaving : change.arriving;
    sounding.leaving[channel] = &places_[leaving];
    sounding.arriving[channel] = &places_[arriving];
  }
  return sounding;
}

void ResponseChange::Turn(uint32_t period) {
  const State state = state_.load(std::memory_order_acquire);
  if (state == State::kReady) {
    last_ = period;
    for (uint32_t& spare : spares_) {
      std::atomic<uint32_t>& word = changes_[channel_];
      const uint32_t sounding = Unpacked(word.load(std::memory_order_relaxed)).arriving;
      word.store(Packed({++last_, sounding, spare}), std::memory_order_release);
      spare = sounding;
      channel_ = 1 - channel_;
    }
    state_.store(State::kFading, std::memory_order_relaxed);
  } else if (state == State::kFading && period > last_) {
    state_.store(State::kIdle, std::memory_order_release);
  }
}

// With room for both channels the turn always comes back to the left one.
ChannelResponse* ResponseChange::draft(size_t channel) {
  const size_t index = channel == channel_ ? 0 : 1;
  return index < kDraftChannels ? &places_[spares_[index]] : nullptr;
}

void ResponseChange::Publish() { state_.store(State::kReady, std::memory_order_release); }

}  // namespace autocoder
