// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_PANEL_SCAN_H_
#define AUTOCODER_BOARDS_TEENSY41_PANEL_SCAN_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "boards/teensy41/pins.h"

namespace autocoder {

// What the two converters convert at a time.
struct PinPair {
  uint8_t first;   // by the first converter
  uint8_t second;  // by the second
};

// What a scan converts, one pair after the other: all CVs, all function knobs and the multiplexer.
constexpr PinPair kScannedPairs[] = {
    {kCvPins[0], kMultiplexerPin}, {kCvPins[1], kCvPins[6]},       {kCvPins[2], kCvPins[7]},
    {kCvPins[3], kFunctionPins[0]}, {kCvPins[4], kFunctionPins[1]}, {kCvPins[5], kFunctionPins[2]},
};
constexpr size_t kPairs = sizeof(kScannedPairs) / sizeof(kScannedPairs[0]);

// A block's scans, pair by pair, as evenly as the block allows: each CV comes by kCvScans times, as far
// apart as the last is from the first of the next block. Knobs are taken where they come by last.
class PairScan {
 public:
  static constexpr size_t kSteps = kPairs * kCvScans;  // pairs of a block

  // Of the pair that is next.
  bool complete() const { return step_ == kSteps; }
  PinPair pair() const { return kScannedPairs[step_ % kPairs]; }

  // Takes what it was.
  void Take(uint16_t first, uint16_t second);

  // Where complete, makes that the frame and begins anew.
  void Finish(bool button, bool gate);

  // At which of its inputs the multiplexer stands from one Finish to the next.
  uint8_t channel() const { return kKnobChannels[knob_]; }

  const PanelFrame& frame() const { return frame_; }

 private:
  PanelFrame taken_ = {};
  PanelFrame frame_ = {};
  size_t step_ = 0;
  size_t knob_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_PANEL_SCAN_H_
