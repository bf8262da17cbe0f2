// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_CONVERTERS_H_
#define AUTOCODER_BOARDS_DAISY_CONVERTERS_H_

#include "audio_types.h"
#include "boards/daisy/panel_scan.h"

namespace autocoder {

// The panel's voltages, by one converter whose results DMA writes down, and its digital inputs. Each
// block begins a scan, and a timer that the block has set back to zero begins another halfway: no
// interrupt of its own, and every CV kCvScans times in a block.
class Converters {
 public:
  // Scans until every knob has come by; false where the converter does not run.
  bool Init();

  // In the interrupt: the panel as the scans found it that began in the block before.
  const PanelFrame& NextFrame();

  bool button() const;

 private:
  bool ScanOnce();

  PanelScan scan_;
};

// There is one.
Converters& TheConverters();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_CONVERTERS_H_
