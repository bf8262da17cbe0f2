// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_PROBE_AUTOCODING_H_
#define AUTOCODER_TESTS_FIRMWARE_PROBE_AUTOCODING_H_

#include "decoder/encoder.h"
#include "engine/autocoding.h"

namespace autocoder {

// IN.f32 ROWS.f32 MEL.i8 LATENTS.u16 COUNTS.u32: stereo in, a row of ROWS for each block (kLatents
// knobs, follow); the mel frame after each kAutocodeHop samples, the latents of each block, and for
// each block the instructions of the interrupt, of the main loop and of the largest of its pieces.
int ProbeAutocoding(char** paths, Encoder* encoder, AutocodingMemory* memory);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_PROBE_AUTOCODING_H_
