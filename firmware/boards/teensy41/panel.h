// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_PANEL_H_
#define AUTOCODER_BOARDS_TEENSY41_PANEL_H_

#include "audio_types.h"

namespace autocoder {

// Knobs, CVs, button and gate. The converters convert while the interrupt waits, two at a time: in
// each block all CVs, all function knobs, and the one knob at which the multiplexer has stood for a
// block; every knob comes by once in eight blocks, 23 ms.
class Panel {
 public:
  // Reads all of the panel once; false where a converter does not convert.
  bool Init();

  // In the interrupt: the panel as it is now.
  const PanelFrame& Scan();

 private:
  void SelectKnob();

  PanelFrame frame_ = {};
  size_t knob_ = 0;
};

// Levels of the lights by PWM, above what can be heard.
void InitLights();
void ShowLights(const Lights& lights);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_PANEL_H_
