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

  // From here on the callback runs once per block of kBlockSamples frames. Blocks and converters
  // have subnormal numbers flushed to zero.
  void Start(AudioCallback callback);

  // True while there is sound to make. Boards without interrupts play one block in here.
  bool Running();

  // Ends the sound and returns the exit status.
  int Stop();
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_BOARD_H_
