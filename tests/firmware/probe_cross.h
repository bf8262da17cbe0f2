// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_PROBE_CROSS_H_
#define AUTOCODER_TESTS_FIRMWARE_PROBE_CROSS_H_

namespace autocoder {

// IN.f32 FRAMES.f32 OUT.f32 COUNTS.u32: stereo in and out, a row of FRAMES for each hop (whiten,
// brightness, freeze, latent rows are not needed: kSpectrumBins amplitudes), two counts of
// instructions for each block, of the interrupt and of the main loop.
int ProbeCross(char** paths);

// FRAMES.f32 OUT.f32 COUNTS.u32, of the same kind.
int ProbeDrone(char** paths);

// STEPS.u16 LATENTS.u16: rows of kLatents controls, walk and freeze; rows of kLatents latents.
int ProbeWalk(char** paths);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_PROBE_CROSS_H_
