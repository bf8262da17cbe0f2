// SPDX-License-Identifier: MIT
#include "boards/qemu_live/panel.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include <generated/sizes.h>

#include "boards/qemu_live/host_file.h"

namespace autocoder {
namespace {

constexpr int kPressesShift = 8;    // of the counter in the last word
constexpr uint8_t kPressLooks = 2;  // 100 ms: longer than a bounce, shorter than a long press

}  // namespace

// Knobs in the middle and nothing patched in, until the file says otherwise.
void Panel::Open(const char* path) {
  constexpr uint16_t kMiddle = (kKnobLowCounts + kKnobHighCounts) / 2;
  path_ = path;
  std::fill(std::begin(file_.knobs), std::end(file_.knobs), kMiddle);
  std::fill(std::begin(file_.cvs), std::end(file_.cvs), uint16_t{kCvZeroVoltCounts});
  std::fill(std::begin(file_.functions), std::end(file_.functions), kMiddle);
  has_functions_ = Read() == sizeof(file_);
  Show();
}

void Panel::Look() {
  const PanelFile before = file_;
  Read();
  came_up_ = static_cast<uint16_t>(file_.switches & ~before.switches);
  const bool was_pressed = press_looks_ > 0;
  Press(before.switches);
  const bool pressed = press_looks_ > 0;
  if (pressed != was_pressed || std::memcmp(&file_, &before, sizeof(file_)) != 0) Show();
}

void Panel::Press(uint16_t switches_before) {
  if (file_.switches >> kPressesShift != switches_before >> kPressesShift) {
    press_looks_ = kPressLooks;
  } else if (press_looks_ > 0) {
    --press_looks_;
  }
}

// A file that is missing, or being made, changes nothing.
size_t Panel::Read() {
  PanelFile next = file_;
  const size_t bytes = ReadHostFile(path_, &next, sizeof(next));
  if (bytes == offsetof(PanelFile, functions) || bytes == sizeof(next)) file_ = next;
  return bytes;
}

void Panel::Show() {
  const int next = 1 - shown_.load(std::memory_order_relaxed);
  PanelFrame& frame = frames_[next];
  std::copy(std::begin(file_.knobs), std::end(file_.knobs), frame.adc.knobs);
  for (auto& scanned : frame.adc.cvs) std::copy(std::begin(file_.cvs), std::end(file_.cvs), scanned);
  std::copy(std::begin(file_.functions), std::end(file_.functions), frame.functions);
  frame.button = press_looks_ > 0 || (file_.switches & kButtonHeld) != 0;
  frame.gate = (file_.switches & kGateHigh) != 0;
  shown_.store(next, std::memory_order_release);
}

PowerUp Panel::power_up() const {
  const auto is_on = [this](PanelSwitch which) { return (file_.switches & which) != 0; };
  PowerUp found;
  found.button_held = is_on(kButtonHeld);
  found.memory_ok = !is_on(kMemoryFails);
  found.codec_ok = !is_on(kCodecFails);
  found.converters_ok = !is_on(kConvertersFail);
  found.has_functions = has_functions_;
  return found;
}

}  // namespace autocoder
