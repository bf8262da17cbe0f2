// SPDX-License-Identifier: MIT
#include "controls/function_knob.h"

#include <cstdlib>

namespace autocoder {
namespace {

constexpr int64_t kOneQ16 = 1 << 16;
constexpr int32_t kHighest = kPositionOne;
constexpr int32_t kTurned = kHighest / 100;  // by this much nobody turns a knob by accident
constexpr int32_t kTogether = kHighest / 256;  // nobody hears that they are apart

}  // namespace

int32_t FunctionKnob::Position(uint16_t counts) {
  return AtEnds(channel_.Position(steady_.Follow(counts, kBlockSamples)));
}

void FunctionKnob::Begin(uint16_t counts, int32_t value, bool adopts) {
  channel_.Init(kKnobCalibration);
  position_ = Position(counts);
  smoother_.Init(position_);
  Put(adopts ? position_ : value);
}

// Where they are together the next turn need not take over first.
void FunctionKnob::Put(int32_t value) {
  value_q16_ = value * kOneQ16;
  put_at_ = position_;
  caught_ = std::abs(position_ - value) <= kTogether;
}

bool FunctionKnob::Follow(uint16_t counts, Takeover takeover) {
  const int32_t position = smoother_.Follow(Position(counts));
  if (position == position_) return false;
  const int32_t before = value();
  caught_ = caught_ || Meets(position, takeover);
  if (caught_) {
    value_q16_ = position * kOneQ16;
  } else if (takeover == Takeover::kFade) {
    MoveAlong(position);
  }
  position_ = position;
  return value() != before;
}

bool FunctionKnob::Meets(int32_t position, Takeover takeover) const {
  if (takeover == Takeover::kJump) return std::abs(position - put_at_) > kTurned;
  const bool passes = (position_ < value()) != (position < value());
  return passes || std::abs(position - value()) <= kTogether;
}

// At an end both stand there.
void FunctionKnob::MoveAlong(int32_t position) {
  const int32_t end = position > position_ ? kHighest : 0;
  const int64_t left = end * kOneQ16 - value_q16_;
  value_q16_ += left * (position - position_) / (end - position_);
}

}  // namespace autocoder
