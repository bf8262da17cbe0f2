// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_CONVERTERS_H_
#define AUTOCODER_BOARDS_DAISY_CONVERTERS_H_

#include "audio_types.h"
#include "boards/daisy/panel_scan.h"

namespace autocoder {

// The panel's voltages, by one converter whose results DMA writes down, and its digital inputs. One
// scan per block, begun with it: no interrupt, and every CV as often as there are blocks.
class Converters {
 public:
  // Scans until every knob has come by; false where the converter does not run.
  bool Init();

  // In the interrupt: the panel as the scan found it that began with the block before.
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
