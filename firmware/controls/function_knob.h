// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_FUNCTION_KNOB_H_
#define AUTOCODER_CONTROLS_FUNCTION_KNOB_H_

#include <cstdint>

#include "controls/controls.h"
#include "controls/knob_smoother.h"
#include "controls/steady_counts.h"
#include "engine/parameters.h"

namespace autocoder {

// A knob that sets a value which others set, too. Until it is turned the value stays as it was put;
// then the knob takes over, in one of three ways: at once, as soon as it has really been turned;
// where it meets the value; or by moving the value along, over the same share of the way that is
// left to the end it turns to, until both meet. Positions are 0..65535.
class FunctionKnob {
 public:
  // Audio interrupt, in the first block. `adopts`: the value is where the knob stands.
  void Begin(uint16_t counts, int32_t value, bool adopts);

  // Audio interrupt: somebody has put the value elsewhere.
  void Put(int32_t value);

  // Audio interrupt, once per block. True where the value is now another.
  bool Follow(uint16_t counts, Takeover takeover);
  int32_t value() const { return static_cast<int32_t>(value_q16_ >> 16); }

 private:
  int32_t Position(uint16_t counts);
  bool Meets(int32_t position, Takeover takeover) const;
  void MoveAlong(int32_t position);

  CalibratedChannel channel_;
  SteadyCounts steady_;
  KnobSmoother smoother_;
  int32_t position_ = 0;  // of the knob
  int32_t put_at_ = 0;    // where it stood when the value was put
  int64_t value_q16_ = 0;
  bool caught_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_FUNCTION_KNOB_H_
