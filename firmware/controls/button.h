// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_BUTTON_H_
#define AUTOCODER_CONTROLS_BUTTON_H_

#include <cstdint>

namespace autocoder {

enum class Gesture : uint8_t { kNone, kShort, kLong };

// What is done with a button whose contact bounces. A press that began before the module did counts
// for nothing until it ends.
class Button {
 public:
  // Once per block, whether the contact is closed. A short press is told when it ends, a long one
  // as soon as it is long.
  Gesture Follow(bool closed);

 private:
  enum class State : uint8_t { kUnknown, kUp, kDown, kDone };

  State state_ = State::kUnknown;
  uint16_t differs_blocks_ = 0;  // for how long the contact has been other than the state says
  uint16_t down_blocks_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_BUTTON_H_
