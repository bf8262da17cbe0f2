// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_NOR_CHIP_H_
#define AUTOCODER_BOARDS_DAISY_NOR_CHIP_H_

#include <cstddef>
#include <cstdint>

#include "flash_device.h"

namespace autocoder {

// One command of a serial NOR flash: an instruction, for some an address and idle cycles, then bytes.
struct NorCommand {
  uint8_t instruction;
  bool addressed = false;
  uint32_t address = 0;
  uint8_t idle_cycles = 0;
  bool four_lines = false;  // instruction and address on four lines, as a chip in a fast mode reads
};

// What carries commands to a chip. All calls return false where the hardware fails.
class NorBus {
 public:
  virtual bool Send(const NorCommand& command, const void* bytes, size_t count) = 0;
  virtual bool Receive(const NorCommand& command, void* bytes, size_t count) = 0;
  virtual uint32_t Milliseconds() = 0;  // wraps around

 protected:
  ~NorBus() = default;
};

enum class NorFailure : uint8_t {
  kNone,
  kBus,        // a command did not come through
  kNoChip,     // nothing answers, or a smaller chip than expected
  kProtected,  // the chip does not take writes there
  kProgram,    // it says that a program failed
  kErase,      // it says that an erase failed
  kTimeout,    // it stayed busy for longer than its data sheet allows
  kRange,      // a call outside of the region or of its units
};

// A region of a serial NOR flash (ISSI's IS25LP064A and what understands the same commands).
class NorChip : public FlashDevice {
 public:
  // `begin`: where in the chip the region begins.
  NorChip(NorBus* bus, uint32_t begin, size_t bytes) : bus_(bus), begin_(begin), bytes_(bytes) {}

  // Brings the chip out of whatever mode it was left in; false where there is none.
  bool Init();

  // Called over and over while the chip is busy; must not use the flash. Null for nothing.
  void WhileWaiting(void (*work)()) { work_ = work; }

  NorFailure failure() const { return failure_; }  // of the last call that failed

  size_t bytes() const override { return bytes_; }
  bool Read(size_t offset, void* bytes, size_t count) override;
  bool Program(size_t offset, const void* bytes, size_t count) override;
  bool Erase(size_t offset) override;
  bool Sync() override { return true; }  // each call has waited for the chip

 private:
  bool Fail(NorFailure failure);
  bool Inside(size_t offset, size_t count, size_t unit);
  bool Identify();
  bool ProgramPage(uint32_t address, const uint8_t* bytes);
  bool Unlock();
  bool Finish(uint32_t most_ms, NorFailure said);
  bool Wait(uint32_t most_ms);

  NorBus* bus_;
  uint32_t begin_;
  size_t bytes_;
  void (*work_)() = nullptr;
  NorFailure failure_ = NorFailure::kNone;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_NOR_CHIP_H_
