// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_PROBE_REVERB_H_
#define AUTOCODER_TESTS_FIRMWARE_PROBE_REVERB_H_

#include <generated/sizes.h>

#include "engine/reverb.h"

namespace autocoder {

using ReverbProbeMemory = ReverbLargeMemory<kBoardReverbSamples>;

// Plays IN.f32 through RESPONSE.f32 into OUT.f32, as long as the input, and prints what the parts
// cost, the mean and the worst block, in instructions per sample: while it plays, and over the four
// tail partitions in which the response is then exchanged for another. False where a file cannot be
// opened.
bool ProbeReverb(char** paths, ReverbProbeMemory* memory);

// Designs a response of a number of taps from a seed and the rows of MEL.i8, which are its frames,
// into OUT.f32, and prints the worst instructions of a step and the mean of a tap. Arguments: taps,
// seed and the two files. False where a file cannot be opened or has too few rows.
bool ProbeDesign(char** arguments);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_PROBE_REVERB_H_
