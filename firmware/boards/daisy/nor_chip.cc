// SPDX-License-Identifier: MIT
#include "boards/daisy/nor_chip.h"

namespace autocoder {
namespace {

constexpr NorCommand kWriteEnable = {0x06};
constexpr NorCommand kReadStatus = {0x05};
constexpr NorCommand kReadIdentity = {0x9F};
constexpr NorCommand kReadErrors = {0x81};  // the extended read register
constexpr NorCommand kClearErrors = {0x82};
constexpr NorCommand kResetEnable = {0x66};
constexpr NorCommand kReset = {0x99};
// On four lines: all ones end a continuous read, and 0xF5 the mode in which all is on four lines.
constexpr NorCommand kEndContinuousRead = {0xFF, true, 0xFFFFFF, 0, true};
constexpr NorCommand kLeaveFourLines = {0xF5, false, 0, 0, true};

constexpr uint8_t kFastRead = 0x0B;
constexpr uint8_t kFastReadIdleCycles = 8;
constexpr uint8_t kPageProgram = 0x02;
constexpr uint8_t kSectorErase = 0x20;

constexpr uint8_t kBusy = 1 << 0;           // of the status
constexpr uint8_t kWriteEnabled = 1 << 1;   // of the status
constexpr uint8_t kSaysProtected = 1 << 1;  // of the errors
constexpr uint8_t kSaysProgram = 1 << 2;
constexpr uint8_t kSaysErase = 1 << 3;

// Twice what the data sheet allows.
constexpr uint32_t kProgramMs = 2;
constexpr uint32_t kEraseMs = 600;
constexpr uint32_t kResetMs = 2;

}  // namespace

bool NorChip::Init() {
  if (!bus_->Send(kEndContinuousRead, nullptr, 0) || !bus_->Send(kLeaveFourLines, nullptr, 0) ||
      !bus_->Send(kResetEnable, nullptr, 0) || !bus_->Send(kReset, nullptr, 0)) {
    return Fail(NorFailure::kBus);
  }
  const uint32_t begin = bus_->Milliseconds();
  while (bus_->Milliseconds() - begin < kResetMs) {
  }
  return Identify() && Wait(kEraseMs);  // it may have been reset within an erase
}

// Maker, kind, and the power of two that is the size.
bool NorChip::Identify() {
  uint8_t identity[3] = {};
  if (!bus_->Receive(kReadIdentity, identity, sizeof(identity))) return Fail(NorFailure::kBus);
  const bool answers = identity[0] != 0x00 && identity[0] != 0xFF;
  const bool large = identity[2] < 32 && (uint64_t{1} << identity[2]) >= begin_ + bytes_;
  return (answers && large) || Fail(NorFailure::kNoChip);
}

bool NorChip::Read(size_t offset, void* bytes, size_t count) {
  if (!Inside(offset, count, 1)) return false;
  if (count == 0) return true;
  const uint32_t address = begin_ + static_cast<uint32_t>(offset);
  return bus_->Receive({kFastRead, true, address, kFastReadIdleCycles}, bytes, count) ||
         Fail(NorFailure::kBus);
}

bool NorChip::Program(size_t offset, const void* bytes, size_t count) {
  if (!Inside(offset, count, kFlashProgramBytes)) return false;
  for (size_t done = 0; done < count; done += kFlashProgramBytes) {
    const uint32_t address = begin_ + static_cast<uint32_t>(offset + done);
    if (!ProgramPage(address, static_cast<const uint8_t*>(bytes) + done)) return false;
  }
  return true;
}

bool NorChip::ProgramPage(uint32_t address, const uint8_t* bytes) {
  if (!Unlock()) return false;
  if (!bus_->Send({kPageProgram, true, address}, bytes, kFlashProgramBytes)) {
    return Fail(NorFailure::kBus);
  }
  return Finish(kProgramMs, NorFailure::kProgram);
}

bool NorChip::Erase(size_t offset) {
  if (!Inside(offset, kFlashEraseBytes, kFlashEraseBytes) || !Unlock()) return false;
  const uint32_t address = begin_ + static_cast<uint32_t>(offset);
  if (!bus_->Send({kSectorErase, true, address}, nullptr, 0)) return Fail(NorFailure::kBus);
  return Finish(kEraseMs, NorFailure::kErase);
}

// A chip that does not say so is not listening, and would ignore what comes next.
bool NorChip::Unlock() {
  uint8_t status = 0;
  if (!bus_->Send(kWriteEnable, nullptr, 0) || !bus_->Receive(kReadStatus, &status, 1)) {
    return Fail(NorFailure::kBus);
  }
  return (status & kWriteEnabled) != 0 || Fail(NorFailure::kProtected);
}

// Waits, then asks whether the chip has done what it was told; `said` where it has not.
bool NorChip::Finish(uint32_t most_ms, NorFailure said) {
  if (!Wait(most_ms)) return false;
  uint8_t errors = 0;
  if (!bus_->Receive(kReadErrors, &errors, 1)) return Fail(NorFailure::kBus);
  if ((errors & (kSaysProtected | kSaysProgram | kSaysErase)) == 0) return true;
  if (!bus_->Send(kClearErrors, nullptr, 0)) return Fail(NorFailure::kBus);
  return Fail((errors & kSaysProtected) != 0 ? NorFailure::kProtected : said);
}

bool NorChip::Wait(uint32_t most_ms) {
  const uint32_t begin = bus_->Milliseconds();
  for (;;) {
    const bool late = bus_->Milliseconds() - begin > most_ms;  // before it is asked a last time
    uint8_t status = kBusy;
    if (!bus_->Receive(kReadStatus, &status, 1)) return Fail(NorFailure::kBus);
    if ((status & kBusy) == 0) return true;
    if (late) return Fail(NorFailure::kTimeout);
    if (work_ != nullptr) work_();
  }
}

bool NorChip::Inside(size_t offset, size_t count, size_t unit) {
  return (offset % unit == 0 && count % unit == 0 && count <= bytes_ && offset <= bytes_ - count) ||
         Fail(NorFailure::kRange);
}

bool NorChip::Fail(NorFailure failure) {
  failure_ = failure;
  return false;
}

}  // namespace autocoder
