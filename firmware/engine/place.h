// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PLACE_H_
#define AUTOCODER_ENGINE_PLACE_H_

#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

// Where a spectrum is decoded: the same place in the spaces of two models, and how far it is from
// the spectrum of the one to that of the other.
struct Place {
  uint16_t latents[kLatents] = {};  // 0..kPositionOne each
  uint8_t model_a = 0;              // slots
  uint8_t model_b = 0;
  uint16_t morph = 0;  // 0..kPositionOne: all of model a to all of model b
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PLACE_H_
