// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_OFFLINE_HELD_PANEL_H_
#define AUTOCODER_BOARDS_OFFLINE_HELD_PANEL_H_

#include <cstddef>
#include <cstdint>

#include "audio_types.h"

namespace autocoder {

// The panel's function knobs, button and gate, which the table of controls lacks. Records of the
// settings file with the bank kPanelBank move them. Their parameter is a function knob's number,
// with its counts as the value, or kButton or kGate, with 1 for on and 0 for off.
class HeldPanel {
 public:
  static constexpr uint16_t kPanelBank = 0xFFFF;
  static constexpr uint16_t kButton = kFunctions;
  static constexpr uint16_t kGate = kFunctions + 1;

  static bool IsMove(const Setting& setting) { return setting.bank == kPanelBank; }
  static bool IsFunction(const Setting& setting) {
    return IsMove(setting) && setting.parameter < kFunctions;
  }

  void Move(const Setting& move) {
    if (move.parameter < kFunctions) functions_[move.parameter] = static_cast<uint16_t>(move.value);
    if (move.parameter == kButton) button_ = move.value != 0;
    if (move.parameter == kGate) gate_ = move.value != 0;
  }

  void Fill(PanelFrame* panel) const {
    for (size_t i = 0; i < kFunctions; ++i) panel->functions[i] = functions_[i];
    panel->button = button_;
    panel->gate = gate_;
  }

 private:
  uint16_t functions_[kFunctions] = {};
  bool button_ = false;
  bool gate_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_OFFLINE_HELD_PANEL_H_
