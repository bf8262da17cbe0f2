// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_BOARD_H_
#define AUTOCODER_BOARDS_BOARD_H_

#include "audio_types.h"
#include "fault_record.h"
#include "flash_device.h"
#include "power_up.h"
#include "serial_port.h"

namespace autocoder {

// The seam to the hardware. Each board implements these by link; there is one board.
class Board {
 public:
  // Brings the hardware up; false, with a line on the console, where it cannot.
  bool Init(int argc, char** argv);

  // From here on `audio` runs once per block of kBlockSamples frames, and `setting` when somebody
  // changes a parameter. Blocks and converters have subnormal numbers flushed to zero.
  void Start(AudioCallback audio, SettingCallback setting);

  // True while there is sound to make. `busy`: the main loop has more to do, for which a board
  // without interrupts waits with its next block. Unless busy a board with interrupts sleeps until a
  // block begins; by then the serial port may have something to read. Feeds the watchdog.
  bool Running(bool busy);

  // Ends the sound, reports how often the main loop was late, and returns the exit status.
  int Stop(uint32_t overruns);

  // Null where a board has none.
  SerialPort* serial();
  FlashDevice* flash();

  // Time since the start, which wraps around; 0 of 0 in a second where a board has no clock.
  uint32_t Ticks();
  uint32_t TicksPerSecond();

  // The main loop's: now and then what the lights are to show.
  void Show(const Lights& lights);

  // What Init has found.
  PowerUp power_up();

  // In memory that a reset keeps; null where there is none.
  FaultRecord* fault();

  // What calls of the flash that take long do meanwhile, where the board can; null for nothing.
  void WhileWaiting(void (*work)());

  // Sends what was written and starts the module again, into its bootloader where it has one. Does
  // nothing on a board that plays files, else does not return.
  void Restart(bool bootloader);

  const char* name();
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_BOARD_H_
