// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_SOUND_FILES_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_SOUND_FILES_H_

#include <atomic>

#include "audio_types.h"
#include "boards/qemu_live/host_file.h"

namespace autocoder {

// What is patched into the module: a file of stereo float frames, over and over.
class LoopedInput {
 public:
  // Silence where the file is missing; false where it is too long.
  bool Open(const char* path);

  // In the interrupt.
  void NextBlock(StereoFrame* out);

 private:
  size_t frames_ = 0;
  size_t next_ = 0;
};

// What the module plays, to a file. The interrupt fills a ring that the main loop empties; where the
// loop comes too late, recording ends there.
class Recorder {
 public:
  bool Open(const char* path);
  void Close();

  // The main loop's: writes in large pieces, or all there is.
  bool Write();
  bool WriteAll();

  // Blocks that were not recorded.
  uint32_t lost() const { return lost_.load(std::memory_order_relaxed); }

  // In the interrupt.
  void Take(const StereoFrame* block);

 private:
  bool WriteFrom(uint32_t least_blocks);

  HostFile file_;
  size_t written_bytes_ = 0;
  std::atomic<uint32_t> taken_{0};  // blocks
  std::atomic<uint32_t> written_{0};
  std::atomic<uint32_t> lost_{0};
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_SOUND_FILES_H_
