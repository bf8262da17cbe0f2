// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_FLASH_SIMULATION_H_
#define AUTOCODER_TESTS_FIRMWARE_FLASH_SIMULATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "flash_device.h"

namespace autocoder {

// How far the operation came in which the power went.
enum class CutOutcome { kNotDone, kPartlyDone, kDone };
constexpr CutOutcome kCutOutcomes[] = {CutOutcome::kNotDone, CutOutcome::kPartlyDone,
                                       CutOutcome::kDone};

// NOR flash in memory that ends the program when it is used wrongly, and whose power can be cut in
// any operation. Programs and erases are operations; reads are not.
class FlashSimulation : public FlashDevice {
 public:
  using Image = std::vector<uint8_t>;

  explicit FlashSimulation(size_t blocks);

  size_t bytes() const override { return image_.size(); }
  bool Read(size_t offset, void* bytes, size_t count) override;
  bool Program(size_t offset, const void* bytes, size_t count) override;
  bool Erase(size_t offset) override;
  bool Sync() override;

  // The power goes in the operation with this number, counted from now on from 0; everything from
  // there on fails until PowerOn. What is partly done depends on the seed.
  void CutAt(uint64_t operation, CutOutcome outcome, uint32_t seed);
  void PowerOn();
  bool is_off() const { return off_; }

  uint64_t operations() const { return erases_ + pages_; }
  uint64_t erases() const { return erases_; }
  uint64_t pages() const { return pages_; }
  uint32_t most_erases_of_a_block() const;

  // A worn block: erasing and programming it fail, with or without saying so.
  void Wear(size_t block, bool says_so);

  const Image& image() const { return image_; }
  void SetImage(const Image& image) { image_ = image; }

 private:
  enum class Wearing : uint8_t { kNot, kSilently, kOpenly };

  bool Operation(uint64_t* counter, uint8_t* place, const uint8_t* wanted, size_t count);
  void DoPartly(uint8_t* place, const uint8_t* wanted, size_t count);
  bool ProgramPage(size_t offset, const uint8_t* bytes);

  Image image_;
  std::vector<uint32_t> erases_of_blocks_;
  std::vector<Wearing> wearing_;
  uint64_t erases_ = 0;
  uint64_t pages_ = 0;
  uint64_t cut_at_ = UINT64_MAX;
  CutOutcome outcome_ = CutOutcome::kNotDone;
  uint32_t seed_ = 0;
  bool off_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_FLASH_SIMULATION_H_
