// SPDX-License-Identifier: MIT
#include "module/fault_report.h"

#include <cstdint>
#include <cstring>

namespace autocoder {
namespace {

const char* NameOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::kNone:
    case FaultKind::kOther:
      break;
    case FaultKind::kHard:
      return "hard fault";
    case FaultKind::kMemory:
      return "memory fault";
    case FaultKind::kBus:
      return "bus fault";
    case FaultKind::kUsage:
      return "usage fault";
    case FaultKind::kWatchdog:
      return "watchdog";
  }
  return "unexpected interrupt";
}

class Line {
 public:
  void Put(const char* words) {
    const size_t bytes = std::strlen(words);
    if (size_ + bytes >= sizeof(text_)) return;
    std::memcpy(text_ + size_, words, bytes + 1);
    size_ += bytes;
  }

  void Put(const char* words, uint32_t number) {
    char digits[] = "0x00000000";
    for (size_t i = sizeof(digits) - 2; i > 1; --i, number >>= 4) {
      digits[i] = "0123456789abcdef"[number & 15u];
    }
    Put(words);
    Put(digits);
  }

  const char* text() const { return text_; }

 private:
  char text_[160] = {};
  size_t size_ = 0;
};

}  // namespace

void ReportFault(FaultRecord* record, const PowerUp& power_up, Log* log) {
  if (record == nullptr || !HoldsFault(*record)) {
    if (power_up.by_watchdog) log->Say("fault: watchdog");
    return;
  }
  Line line;
  line.Put(NameOf(record->kind));
  line.Put(" at ", record->pc);
  line.Put(", lr ", record->lr);
  line.Put(", address ", record->address);
  line.Put(", status ", record->cfsr);
  line.Put(" ", record->hfsr);
  log->Say("fault: ", line.text());
  *record = {};
}

}  // namespace autocoder
