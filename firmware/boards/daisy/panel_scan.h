// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_PANEL_SCAN_H_
#define AUTOCODER_BOARDS_DAISY_PANEL_SCAN_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "boards/daisy/pins.h"

namespace autocoder {

// Converters of one scan, in the order in which they convert. The multiplexer comes last: what it
// was told when the block began has settled by then.
constexpr size_t kScannedPins = kLatents + kFunctions + 1;
constexpr size_t kScannedMultiplexer = kScannedPins - 1;

// The counts of the last scans, each at the next place of a ring.
using ScanRing = uint16_t[kCvScans][kScannedPins];

// The board's pin at each place of a scan.
constexpr uint8_t ScannedPin(size_t place) {
  return place < kLatents              ? kCvPins[place]
         : place < kScannedMultiplexer ? kFunctionPins[place - kLatents]
                                       : kMultiplexerPin;
}

// Turns the scans of a block into the panel's frame. They have all CVs and function knobs, and the one
// knob at which the multiplexer stood: every knob comes by once in kLatents blocks.
class PanelScan {
 public:
  // Which of its inputs the multiplexer shall stand at in the next block.
  uint8_t channel() const { return kKnobChannels[knob_]; }

  // Takes the scans of a block, which have ended, and what the two digital inputs are. `oldest`: the
  // place in the ring of the one that began first.
  void Take(const volatile ScanRing& scans, size_t oldest, bool button, bool gate);

  // Whether every knob has come by.
  bool complete() const { return taken_ >= kLatents; }

  const PanelFrame& frame() const { return frame_; }

 private:
  PanelFrame frame_ = {};
  size_t knob_ = 0;
  size_t taken_ = 0;  // blocks, at most kLatents
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_PANEL_SCAN_H_
