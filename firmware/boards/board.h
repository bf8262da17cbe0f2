// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_BOARD_H_
#define AUTOCODER_BOARDS_BOARD_H_

#include "audio_types.h"

namespace autocoder {

// The seam to the hardware. Each board implements these four by link; there is one board.
class Board {
 public:
  // Brings the hardware up; false, with a line on the console, where it cannot.
  bool Init(int argc, char** argv);

  // From here on `audio` runs once per block of kBlockSamples frames, and `setting` when somebody
  // changes a parameter. Blocks and converters have subnormal numbers flushed to zero.
  void Start(AudioCallback audio, SettingCallback setting);

  // True while there is sound to make. `busy`: the main loop has more to do, for which a board
  // without interrupts waits with its next block.
  bool Running(bool busy);

  // Ends the sound, reports how often the main loop was late, and returns the exit status.
  int Stop(uint32_t overruns);
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_BOARD_H_
