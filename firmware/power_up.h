// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_POWER_UP_H_
#define AUTOCODER_POWER_UP_H_

namespace autocoder {

// What a board finds when it starts.
struct PowerUp {
  bool button_held = false;
  bool by_watchdog = false;   // it, not a person, started the module
  bool memory_ok = true;      // external memory keeps what is written
  bool codec_ok = true;       // it answers
  bool converters_ok = true;  // they convert
  // Whether there are function knobs: then they stand for their parameters from the start on.
  bool has_functions = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_POWER_UP_H_
