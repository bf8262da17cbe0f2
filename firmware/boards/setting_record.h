// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_SETTING_RECORD_H_
#define AUTOCODER_BOARDS_SETTING_RECORD_H_

#include <cstdint>

#include "audio_types.h"

namespace autocoder {

// What is set at the start of a block; a file has it in order of time.
struct SettingRecord {
  uint32_t block;
  Setting setting;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_SETTING_RECORD_H_
