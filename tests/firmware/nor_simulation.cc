// SPDX-License-Identifier: MIT
#include "nor_simulation.h"

#include <algorithm>
#include <cstring>

namespace autocoder {
namespace {

constexpr size_t kPageBytes = 256;
constexpr size_t kSectorBytes = 4096;

}  // namespace

// As no flash comes: whoever reads before erasing shall not find zeros or ones.
NorSimulation::NorSimulation(size_t bytes) : image_(bytes) {
  uint32_t state = 7;
  for (uint8_t& byte : image_) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<uint8_t>(state >> 24);
  }
}

uint32_t NorSimulation::Milliseconds() { return ++calls_ / 4; }

bool NorSimulation::Comes() {
  if (commands_left_ == 0) return false;
  --commands_left_;
  return true;
}

// Whether the chip takes the command for what it is.
bool NorSimulation::Hears(const NorCommand& command) {
  if (mode_ == Mode::kContinuousRead) {
    // Eight clocks on four lines are an address and a mode, of which all ones are no further read.
    if (command.four_lines && command.addressed && command.address == 0xFFFFFF &&
        command.instruction == 0xFF) {
      mode_ = Mode::kPlain;
    }
    return false;
  }
  if (mode_ == Mode::kFourLines) {
    if (command.four_lines && command.instruction == 0xF5) mode_ = Mode::kPlain;
    return false;
  }
  return !command.four_lines;
}

bool NorSimulation::Send(const NorCommand& command, const void* bytes, size_t count) {
  if (!Comes()) return false;
  if (!Hears(command)) return true;
  const bool reset_enabled = reset_enabled_;
  reset_enabled_ = command.instruction == 0x66;
  if (command.instruction == 0x99 && reset_enabled) Reset();
  if (busy_asks_ > 0) return true;
  if (command.instruction == 0x06 && !deaf_to_write_enable_) may_write_ = true;
  if (command.instruction == 0x82) errors_ = 0;
  if (command.instruction == 0x02 || command.instruction == 0x20) {
    Write(command, static_cast<const uint8_t*>(bytes), count);
  }
  return true;
}

void NorSimulation::Reset() {
  ++resets_;
  may_write_ = false;
  busy_asks_ = 0;
  errors_ = 0;
}

void NorSimulation::Write(const NorCommand& command, const uint8_t* bytes, size_t count) {
  if (!may_write_ || !command.addressed) return;
  may_write_ = false;
  busy_asks_ = asks_to_take_;
  const bool erases = command.instruction == 0x20;
  const uint8_t failure = static_cast<uint8_t>(fails_ & (erases ? 1 << 3 : 1 << 2));
  if (command.address >= protected_from_) {
    errors_ |= 1 << 1;
  } else if (failure != 0) {
    errors_ |= failure;
  } else if (erases) {
    const size_t begin = command.address / kSectorBytes * kSectorBytes;
    std::memset(&image_.at(begin), 0xFF, kSectorBytes);
  } else {
    const size_t page = command.address / kPageBytes * kPageBytes;
    for (size_t i = 0; i < count; ++i) image_.at(page + (command.address + i) % kPageBytes) &= bytes[i];
  }
}

bool NorSimulation::Receive(const NorCommand& command, void* bytes, size_t count) {
  if (!Comes()) return false;
  uint8_t* out = static_cast<uint8_t*>(bytes);
  std::memset(out, 0xFF, count);  // nobody drives the line
  if (!Hears(command)) return true;
  if (command.instruction == 0x05) {
    *out = static_cast<uint8_t>((busy_asks_ > 0 ? 1 : 0) | (may_write_ ? 2 : 0));
    if (busy_asks_ > 0 && busy_asks_ != UINT32_MAX) --busy_asks_;
  } else if (busy_asks_ > 0) {
    return true;
  } else if (command.instruction == 0x9F) {
    std::memcpy(out, identity_, std::min(count, sizeof(identity_)));
  } else if (command.instruction == 0x81) {
    *out = errors_;
  } else if (command.instruction == 0x0B && command.idle_cycles == 8) {
    for (size_t i = 0; i < count; ++i) out[i] = image_.at(command.address + i);
  }
  return true;
}

}  // namespace autocoder
