// SPDX-License-Identifier: MIT
#include "boards/daisy/panel_scan.h"

namespace autocoder {

void PanelScan::Take(const volatile uint16_t* counts, bool button, bool gate) {
  for (size_t i = 0; i < kLatents; ++i) frame_.adc.cvs[i] = counts[i];
  for (size_t i = 0; i < kFunctions; ++i) frame_.functions[i] = counts[kLatents + i];
  frame_.adc.knobs[knob_] = counts[kScannedMultiplexer];
  frame_.button = button;
  frame_.gate = gate;
  knob_ = (knob_ + 1) % kLatents;
  if (taken_ < kLatents) ++taken_;
}

}  // namespace autocoder
