// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_PANEL_H_
#define AUTOCODER_BOARDS_TEENSY41_PANEL_H_

#include <IntervalTimer.h>

#include "audio_types.h"
#include "boards/teensy41/converters.h"
#include "boards/teensy41/panel_scan.h"

namespace autocoder {

// Knobs, CVs, button and gate. A timer's interrupt takes one pair of voltages and begins to convert the
// next, all of them evenly through a block; each block starts the timer anew, so that scans keep step
// with the sound. In each block come the CVs kCvScans times and one of the knobs behind the
// multiplexer: every knob once in eight blocks, 23 ms.
class Panel {
 public:
  // Reads all of the panel once; false where a converter does not convert.
  bool Init();

  // In the audio interrupt, once per block: the panel as the block before has found it.
  const PanelFrame& NextFrame();

  bool button() const;

 private:
  void Step();
  void ScanOnce();
  bool Turn();
  void SelectKnob();

  IntervalTimer timer_;
  PairScan scan_;
  bool begun_ = false;  // the converters have a pair
};

// Levels of the lights by PWM, above what can be heard.
void InitLights();
void ShowLights(const Lights& lights);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_PANEL_H_
