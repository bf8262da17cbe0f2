// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_SELF_CHECK_H_
#define AUTOCODER_MODULE_SELF_CHECK_H_

#include <cstddef>
#include <cstdint>

#include "module/lights.h"
#include "module/log.h"
#include "module/model_slots.h"
#include "power_up.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

// The module's check of itself while it plays: one golden vector of one slot at a time, then a
// record that is written, read and removed again; and what was found at power-up. The main loop's.
class SelfCheck {
 public:
  struct Result {
    uint8_t models;  // a bit for each slot that decodes as it did on the host
    bool store;
  };

  SelfCheck(Store* store, ModelSlots* slots) : store_(store), slots_(slots) {}

  // What the board has found.
  void Init(const PowerUp& power_up);
  // What the module has found since.
  void Failed(Failure failure) { failures_ = static_cast<uint8_t>(failures_ | failure); }
  // A line for each failure.
  void Report(Log* log) const;

  uint8_t failures() const { return failures_; }  // bits of Failure
  bool safe_mode() const { return safe_mode_; }

  // Begins, and says kBusy until all is checked.
  Status Ask(Result* result);

  // False where there is nothing to do.
  bool Step();

 private:
  enum class Stage : uint8_t { kIdle, kModels, kDone };

  bool CheckStore();

  Store* store_;
  ModelSlots* slots_;
  Stage stage_ = Stage::kIdle;
  uint8_t slot_ = 0;
  size_t vector_ = 0;
  Result result_ = {};
  uint8_t failures_ = 0;
  bool safe_mode_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_SELF_CHECK_H_
