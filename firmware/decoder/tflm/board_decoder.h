// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_BOARD_DECODER_H_
#define AUTOCODER_DECODER_BOARD_DECODER_H_

#include "decoder/tflm/tflm_decoder.h"

// The engine that decodes on this board. The build's include path chooses this file or its
// namesake.
namespace autocoder {

using BoardDecoder = TflmDecoder;

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_BOARD_DECODER_H_
