// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_

#include <atomic>
#include <cstddef>

#include <generated/sizes.h>

#include "audio_types.h"
#include "boards/board.h"

namespace autocoder {

// The file is an array of 16 bit words, little endian. 32 bytes are a panel without function knobs:
//
//   words 0 to 7    knobs by latent, kKnobLowCounts fully left to kKnobHighCounts fully right
//   words 8 to 15   CVs by latent, kCvZeroVoltCounts at 0 V, kCvFiveVoltCounts at +5 V
//
// 40 bytes are a whole panel. Only one that is there at power-up has function knobs:
//
//   words 16 to 18  function knobs in the order of hardware/design/module.toml, counts as of knobs
//   word 19         bits of PanelSwitch; bits 8 to 15 count short presses of the button: each other
//                   number presses it for two looks
//
// A file of another size, or none, changes nothing. Replace it by renaming: what is read is then
// whole. `autocoder panel` does.

// What the last word has a bit for: what is pressed, and what is broken.
enum PanelSwitch : uint16_t {
  kButtonHeld = 1 << 0,
  kGateHigh = 1 << 1,
  kMemoryFails = 1 << 2,
  kCodecFails = 1 << 3,
  kConvertersFail = 1 << 4,
  kFaultNow = 1 << 5,  // when it comes up: the main loop reads where nothing is
  kHangNow = 1 << 6,   // in the same way: the main loop never comes back
};

// A whole panel.
struct PanelFile {
  uint16_t knobs[kLatents];
  uint16_t cvs[kLatents];
  uint16_t functions[kFunctions];
  uint16_t switches;
};

// The panel from a file: what stands there when the main loop looks.
class Panel {
 public:
  void Open(const char* path);
  void Look();

  // Main loop: what the file says of the start, and whether a switch has come up in this look.
  PowerUp power_up() const;
  bool came_up(PanelSwitch which) const { return (came_up_ & which) != 0; }

  // In the interrupt.
  const PanelFrame& frame() const { return frames_[shown_.load(std::memory_order_acquire)]; }

 private:
  size_t Read();
  void Press(uint16_t switches_before);
  void Show();

  const char* path_ = nullptr;
  PanelFile file_ = {};
  uint16_t came_up_ = 0;
  uint8_t press_looks_ = 0;  // for which the button is still down
  bool has_functions_ = false;
  PanelFrame frames_[2];
  std::atomic<int> shown_{0};  // by the interrupt, which the main loop cannot come into
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_
