// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_

#include <atomic>

#include "audio_types.h"

namespace autocoder {

// Knobs and CVs from a file: what stands there when the main loop looks.
class Panel {
 public:
  void Open(const char* path);
  void Look();

  // In the interrupt.
  const AdcFrame& counts() const { return frames_[shown_.load(std::memory_order_acquire)]; }

 private:
  const char* path_ = nullptr;
  AdcFrame frames_[2];
  std::atomic<int> shown_{0};  // by the interrupt, which the main loop cannot come into
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_PANEL_H_
