// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_FUNCTION_KNOBS_H_
#define AUTOCODER_MODULE_FUNCTION_KNOBS_H_

#include <cstdint>

#include "audio_types.h"
#include "controls/function_knob.h"
#include "engine/parameter_store.h"

namespace autocoder {

// The knobs that set parameters of the panel, each over its parameter's whole range. The audio
// interrupt's.
class FunctionKnobs {
 public:
  explicit FunctionKnobs(ParameterStore* panel) : panel_(panel) {}

  // Before the first block. `adopt`: nobody has put other values, so those of the knobs hold.
  void Init(bool adopt) { adopt_ = adopt; }

  // Once per block, before the parameters are read.
  void Follow(const uint16_t (&counts)[kFunctions]);

 private:
  void Begin(const uint16_t (&counts)[kFunctions]);
  void Set(size_t knob);

  ParameterStore* panel_;
  FunctionKnob knobs_[kFunctions];
  float set_[kFunctions] = {};  // what each parameter was last seen to be
  bool adopt_ = false;
  bool begun_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_FUNCTION_KNOBS_H_
