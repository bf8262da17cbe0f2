// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_PROGRAM_FLASH_H_
#define AUTOCODER_BOARDS_TEENSY41_PROGRAM_FLASH_H_

#include "boards/teensy41/mute.h"
#include "flash_device.h"

namespace autocoder {

// The store's part of the flash that the program is in. While it is written nothing can be read from
// it: neither code nor constants. So the core's routines run from RAM with interrupts off, and this
// has the sound fade before.
class ProgramFlash : public FlashDevice {
 public:
  // Until `audio_runs` nothing has to fade.
  void Init(Mute* mute) { mute_ = mute; }
  void AudioRuns() { audio_runs_ = true; }

  size_t bytes() const override;
  bool Read(size_t offset, void* bytes, size_t count) override;
  bool Program(size_t offset, const void* bytes, size_t count) override;
  bool Erase(size_t offset) override;
  bool Sync() override { return true; }  // every call is done when it returns

 private:
  bool Inside(size_t offset, size_t count, size_t unit) const;
  void Begin();
  void End();

  Mute* mute_ = nullptr;
  bool audio_runs_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_PROGRAM_FLASH_H_
