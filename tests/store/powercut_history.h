// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_HISTORY_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_HISTORY_H_

#include "flash_simulation.h"
#include "powercut_state.h"

namespace autocoder {

// A store with a past. Each step changes a few things, so that the next trials find its folders
// filled otherwise, its free blocks elsewhere and, at times, an upload that was left half way.
class PowercutHistory {
 public:
  PowercutHistory();

  void Step();

  const FlashSimulation::Image& image() const { return flash_.image(); }
  const StoreState& state() const { return state_; }
  const StoredModel* left_upload() const { return has_left_ ? &left_ : nullptr; }

 private:
  static constexpr size_t kBlocks = 64;

  void Write(const char* name, size_t bytes);
  void Put(const StoredModel& model);
  void LeaveUpload();

  FlashSimulation flash_{kBlocks};
  Store store_;
  StoreState state_;
  StoredModel left_;
  bool has_left_ = false;
  uint32_t steps_ = 0;
  std::minstd_rand random_{5};
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_HISTORY_H_
