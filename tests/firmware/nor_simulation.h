// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_NOR_SIMULATION_H_
#define AUTOCODER_TESTS_FIRMWARE_NOR_SIMULATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "boards/daisy/nor_chip.h"

namespace autocoder {

// A serial NOR flash as its data sheet says, at the other end of a bus: what it is told while it is
// busy, without its leave to write, or in a mode that it is not in, it ignores.
class NorSimulation : public NorBus {
 public:
  explicit NorSimulation(size_t bytes);

  bool Send(const NorCommand& command, const void* bytes, size_t count) override;
  bool Receive(const NorCommand& command, void* bytes, size_t count) override;
  uint32_t Milliseconds() override;

  // How the one before has left it.
  enum class Mode { kPlain, kFourLines, kContinuousRead };
  void LeaveIn(Mode mode) { mode_ = mode; }

  // What it says it is: maker, kind, capacity as a power of two.
  void SetIdentity(uint8_t maker, uint8_t capacity) { identity_[0] = maker, identity_[2] = capacity; }

  // How often its status is asked for before a program or an erase is done; never done at all.
  void TakeAsks(unsigned asks) { asks_to_take_ = asks; }
  void TakeForever() { asks_to_take_ = UINT32_MAX; }

  void ProtectFrom(uint32_t address) { protected_from_ = address; }
  void FailPrograms() { fails_ |= 1 << 2; }
  void FailErases() { fails_ |= 1 << 3; }
  void IgnoreWriteEnable() { deaf_to_write_enable_ = true; }
  // From the command with this number on, counted from now, nothing comes through.
  void BreakBusAfter(unsigned commands) { commands_left_ = commands; }

  unsigned resets() const { return resets_; }
  bool says_error() const { return errors_ != 0; }
  const std::vector<uint8_t>& image() const { return image_; }

 private:
  bool Comes();
  bool Hears(const NorCommand& command);
  void Write(const NorCommand& command, const uint8_t* bytes, size_t count);
  void Reset();

  std::vector<uint8_t> image_;
  uint8_t identity_[3] = {0x9D, 0x60, 23};
  Mode mode_ = Mode::kPlain;
  bool reset_enabled_ = false;
  bool may_write_ = false;
  bool deaf_to_write_enable_ = false;
  uint32_t busy_asks_ = 0;
  uint32_t asks_to_take_ = 3;
  uint32_t protected_from_ = UINT32_MAX;
  uint8_t fails_ = 0;
  uint8_t errors_ = 0;
  unsigned commands_left_ = UINT32_MAX;
  unsigned resets_ = 0;
  uint32_t calls_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_NOR_SIMULATION_H_
