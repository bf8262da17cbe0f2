// SPDX-License-Identifier: MIT
#include "boards/daisy/panel_scan.h"

namespace autocoder {

void PanelScan::Take(const volatile ScanRing& scans, size_t oldest, bool button, bool gate) {
  for (size_t scan = 0; scan < kCvScans; ++scan) {
    const volatile auto& counts = scans[(oldest + scan) % kCvScans];
    for (size_t i = 0; i < kLatents; ++i) frame_.adc.cvs[scan][i] = counts[i];
  }
  const volatile auto& newest = scans[(oldest + kCvScans - 1) % kCvScans];
  for (size_t i = 0; i < kFunctions; ++i) frame_.functions[i] = newest[kLatents + i];
  frame_.adc.knobs[knob_] = newest[kScannedMultiplexer];
  frame_.button = button;
  frame_.gate = gate;
  knob_ = (knob_ + 1) % kLatents;
  if (taken_ < kLatents) ++taken_;
}

}  // namespace autocoder
