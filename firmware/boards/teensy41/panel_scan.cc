// SPDX-License-Identifier: MIT
#include "boards/teensy41/panel_scan.h"

namespace autocoder {

void PairScan::Take(uint16_t first, uint16_t second) {
  static_assert(kLatents == 8 && kFunctions == 3 && kPairs == 6, "the pairs of kScannedPairs");
  uint16_t* const cvs = taken_.adc.cvs[step_ / kPairs];
  const size_t place = step_ % kPairs;
  cvs[place] = first;
  if (place == 0) {
    taken_.adc.knobs[knob_] = second;
  } else if (place < 3) {
    cvs[place + 5] = second;
  } else {
    taken_.functions[place - 3] = second;
  }
  ++step_;
}

void PairScan::Finish(bool button, bool gate) {
  taken_.button = button;
  taken_.gate = gate;
  frame_ = taken_;
  step_ = 0;
  knob_ = (knob_ + 1) % kLatents;
}

}  // namespace autocoder
