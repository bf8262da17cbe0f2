// SPDX-License-Identifier: MIT
#include "controls/button.h"

#include <generated/sizes.h>

namespace autocoder {
namespace {

constexpr uint16_t BlocksOf(size_t ms) {
  return static_cast<uint16_t>((ms * kSampleRateHz / 1000 + kBlockSamples - 1) / kBlockSamples);
}

constexpr uint16_t kBounceBlocks = BlocksOf(10);
constexpr uint16_t kLongBlocks = BlocksOf(600);

}  // namespace

Gesture Button::Follow(bool closed) {
  if (state_ == State::kUnknown) state_ = closed ? State::kDone : State::kUp;
  if (state_ == State::kDown && ++down_blocks_ >= kLongBlocks) {
    state_ = State::kDone;
    return Gesture::kLong;
  }
  differs_blocks_ = closed != (state_ != State::kUp) ? differs_blocks_ + 1 : 0;
  if (differs_blocks_ < kBounceBlocks) return Gesture::kNone;
  differs_blocks_ = down_blocks_ = 0;
  const Gesture ended = state_ == State::kDown ? Gesture::kShort : Gesture::kNone;
  state_ = closed ? State::kDown : State::kUp;
  return ended;
}

}  // namespace autocoder
