// SPDX-License-Identifier: MIT
// Written by `autocoder bake` from host/autocoder/spec.py; do not edit.
#ifndef AUTOCODER_GENERATED_SIZES_H_
#define AUTOCODER_GENERATED_SIZES_H_

#include <cstddef>

namespace autocoder {

constexpr size_t kSampleRateHz = 44100;
constexpr size_t kBlockSamples = 128;
constexpr size_t kChunkSamples = 128;
constexpr size_t kAnalysisRateHz = 48000;
constexpr size_t kLatents = 8;
constexpr size_t kMelBands = 256;
constexpr size_t kAnalysisFft = 4096;
constexpr float kFloorDb = -9.6e+01f;
constexpr float kSigmoidMarginDb = 6.0e+00f;
constexpr size_t kSpectrumFft = 2048;
constexpr size_t kSpectrumBins = 1025;
constexpr float kSpectrumMinimum = 1.0e-06f;
constexpr size_t kImpulseTaps = 2048;
constexpr size_t kImpulseFft = 4096;
constexpr size_t kImpulseFadeTaps = 256;
constexpr size_t kReverbSamples = 176400;
constexpr size_t kShortReverbSamples = 22050;
constexpr size_t kUpdateBlocks = 3;
constexpr size_t kCvScans = 4;
constexpr size_t kPositionOne = 65535;
constexpr size_t kControlSmoothingShift = 1;
constexpr size_t kControlPlayCounts = 128;
constexpr size_t kControlStillCounts = 48;
constexpr size_t kControlStillSamples = 3072;
constexpr size_t kKnobEndPositions = 65;
constexpr size_t kCvRestCounts = 64;
constexpr size_t kKnobLowCounts = 655;
constexpr size_t kKnobHighCounts = 64880;
constexpr size_t kCvZeroVoltCounts = 32768;
constexpr size_t kCvFiveVoltCounts = 2090;
constexpr size_t kGoldenCount = 16;
constexpr size_t kModelSlots = 3;
constexpr size_t kModeWarmBlocks = 26;
constexpr size_t kModeFadeBlocks = 16;
constexpr size_t kFrameHop = 512;
constexpr size_t kCrossWindow = 1536;
constexpr size_t kCrossDelay = 1792;
constexpr size_t kDroneWindow = 2048;
constexpr size_t kPhaseDirections = 1024;
constexpr float kWhitenFloor = 1.5848931e-05f;
constexpr float kReferenceLevel = 1.2589253e-01f;
constexpr size_t kAutocodeHop = 1024;
constexpr float kAutocodePeakFloor = 1.0e-03f;
constexpr float kAutocodePeakKept = 9.985224e-01f;

}  // namespace autocoder

#endif  // AUTOCODER_GENERATED_SIZES_H_
