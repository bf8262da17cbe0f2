// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PARAMETERS_H_
#define AUTOCODER_ENGINE_PARAMETERS_H_

#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

// All that the controls can say to the sound.
struct Parameters {
  uint16_t latents[kLatents];  // position in the model's space, 0..65535 each
  float mix;                   // 0 is the input alone, 1 the convolution alone
  float level;                 // of the mixture, linear
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PARAMETERS_H_
