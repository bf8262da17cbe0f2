// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_SETTINGS_H_
#define AUTOCODER_MODULE_SETTINGS_H_

#include "bundle/bundle.h"
#include "controls/controls.h"
#include "module/banks.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

// What a module takes up again when it is switched on: all parameters as they were last saved, the
// calibration, and the key that models must be signed with.
class Settings {
 public:
  Settings(Store* store, Banks* banks, Controls* controls)
      : store_(store), banks_(banks), controls_(controls) {}

  // Takes what is stored; what is damaged or missing stays as it is. kOk, or why something did not
  // come.
  Status Load();

  Status SaveBanks();
  // Whether there were parameters to take up.
  bool saved() const { return saved_; }

  // kBadCalibration for a channel that is none and for ends that no control can have.
  Status SetCalibration(size_t channel, const Calibration& calibration);

  const uint8_t* key() const { return key_; }
  bool has_key() const;
  Status SetKey(const uint8_t (&key)[kKeyBytes]);

  // As they are before anything is stored.
  void Reset();

 private:
  Status LoadBanks();
  Status LoadCalibration();
  Status LoadKey();

  Store* store_;
  Banks* banks_;
  Controls* controls_;
  uint8_t key_[kKeyBytes] = {};
  bool saved_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_SETTINGS_H_
