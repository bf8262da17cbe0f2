// SPDX-License-Identifier: MIT
#include "boards/qemu_live/panel.h"

#include <cstring>

#include <generated/sizes.h>

#include "boards/qemu_live/host_file.h"

namespace autocoder {

// Knobs in the middle and nothing patched in, until the file says otherwise.
void Panel::Open(const char* path) {
  path_ = path;
  for (uint16_t& knob : frames_[0].knobs) knob = (kKnobLowCounts + kKnobHighCounts) / 2;
  for (uint16_t& cv : frames_[0].cvs) cv = kCvZeroVoltCounts;
  Look();
}

void Panel::Look() {
  const int shown = shown_.load(std::memory_order_relaxed);
  AdcFrame* next = &frames_[1 - shown];
  if (ReadHostFile(path_, next, sizeof(*next)) == sizeof(*next) &&
      std::memcmp(next, &frames_[shown], sizeof(*next)) != 0) {
    shown_.store(1 - shown, std::memory_order_release);
  }
}

}  // namespace autocoder
