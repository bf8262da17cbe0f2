// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_FRONT_PANEL_H_
#define AUTOCODER_MODULE_FRONT_PANEL_H_

#include <atomic>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "controls/button.h"
#include "engine/parameter_store.h"
#include "engine/parameters.h"
#include "module/function_knobs.h"
#include "module/lights.h"
#include "module/model_slots.h"

namespace autocoder {

// What of the panel does not move the latents: function knobs, button and lights.
class FrontPanel {
 public:
  FrontPanel(ParameterStore* panel, const ModelSlots* slots)
      : panel_(panel), slots_(slots), knobs_(panel) {}

  // Before the first block. `adopt`: see FunctionKnobs.
  void Init(bool has_functions, bool adopt);

  // Audio interrupt, once per block: before the parameters are read, and with what was played.
  void Follow(const PanelFrame& panel);
  void Played(const StereoFrame* out);

  // Main loop: does what the button has asked for. False where it has not.
  bool Step();

  // Main loop: whether the lights have another thing to show, at most fifty times in a second.
  // Model, level and time need not be set in `state`.
  bool Shows(uint32_t blocks, LightState state, Lights* lights);

 private:
  void NextMode();
  void NextModel();

  ParameterStore* panel_;
  const ModelSlots* slots_;
  FunctionKnobs knobs_;
  Button button_;
  bool has_functions_ = false;
  std::atomic<Gesture> gesture_{Gesture::kNone};
  std::atomic<float> peak_{0};
  float level_ = 0;
  uint32_t shown_at_ = 0;  // blocks
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_FRONT_PANEL_H_
