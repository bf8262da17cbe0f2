// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_SELF_CHECK_H_
#define AUTOCODER_MODULE_SELF_CHECK_H_

#include <cstddef>
#include <cstdint>

#include "module/model_slots.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

// The module's check of itself while it plays: one golden vector of one slot at a time, then a
// record that is written, read and removed again. The main loop's.
class SelfCheck {
 public:
  struct Result {
    uint8_t models;  // a bit for each slot that decodes as it did on the host
    bool store;
  };

  SelfCheck(Store* store, ModelSlots* slots) : store_(store), slots_(slots) {}

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
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_SELF_CHECK_H_
