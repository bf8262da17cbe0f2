// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_MODELS_H_
#define AUTOCODER_ENGINE_MODELS_H_

#include <cstddef>

#include <generated/sizes.h>

#include "decoder/decoder.h"

namespace autocoder {

// A model that can be played: its decoder, loaded, and the gain that makes it as loud as others.
struct Model {
  Decoder* decoder = nullptr;
  float gain = 1;
};

// Those in memory, by slot; a slot without a decoder is empty.
struct Models {
  Model slots[kModelSlots];
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_MODELS_H_
