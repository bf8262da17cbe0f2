// SPDX-License-Identifier: MIT
// Written by `autocoder bake`; do not edit.
// Without the encoder, which `--encoder` adds.

#include "generated/encoder.h"

namespace autocoder {

alignas(16) const uint8_t kEncoderModel[] = {
0,
};

const int8_t kGoldenEncoded[kGoldenCount][kLatents] = {
};

}  // namespace autocoder
