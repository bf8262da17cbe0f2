// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.
#ifndef AUTOCODER_LINK_PARAMETER_TEXTS_H_
#define AUTOCODER_LINK_PARAMETER_TEXTS_H_

#include <cstddef>

namespace autocoder {

// What a parameter is for a host; its range is in engine/parameters.h.
struct ParameterText {
  const char* name;
  const char* unit;
  const char* choices;  // with commas between them, empty for a number
  const char* help;
  bool is_switch;
};

constexpr size_t kParameterTexts = 16;  // one for each parameter

extern const ParameterText kParameterText[kParameterTexts];

}  // namespace autocoder

#endif  // AUTOCODER_LINK_PARAMETER_TEXTS_H_
