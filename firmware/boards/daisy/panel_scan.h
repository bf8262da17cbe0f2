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
// was told when the scan began has settled by then.
constexpr size_t kScannedPins = kLatents + kFunctions + 1;
constexpr size_t kScannedMultiplexer = kScannedPins - 1;

// The board's pin at each place of a scan.
constexpr uint8_t ScannedPin(size_t place) {
  return place < kLatents              ? kCvPins[place]
         : place < kScannedMultiplexer ? kFunctionPins[place - kLatents]
                                       : kMultiplexerPin;
}

// Turns scans into the panel's frame. Each scan has all CVs and function knobs, and the one knob at
// which the multiplexer stood: every knob comes by once in kLatents scans.
class PanelScan {
 public:
  // Which of its inputs the multiplexer shall stand at in the next scan.
  uint8_t channel() const { return kKnobChannels[knob_]; }

  // Takes the counts of a scan that has ended, and what the two digital inputs were.
  void Take(const volatile uint16_t* counts, bool button, bool gate);

  // Whether every knob has come by.
  bool complete() const { return taken_ >= kLatents; }

  const PanelFrame& frame() const { return frame_; }

 private:
  PanelFrame frame_ = {};
  size_t knob_ = 0;
  size_t taken_ = 0;  // scans, at most kLatents
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_PANEL_SCAN_H_
