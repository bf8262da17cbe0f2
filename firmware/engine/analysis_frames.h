// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_ANALYSIS_FRAMES_H_
#define AUTOCODER_ENGINE_ANALYSIS_FRAMES_H_

#include <cstddef>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/stft_frame.h"

namespace autocoder {

constexpr size_t kCrossOverlap = kCrossWindow / kFrameHop;
static_assert(kCrossOverlap * kFrameHop == kCrossWindow);

// Windows a signal into overlapping frames as it comes in: each chunk goes into every frame that
// it lies in, so that no chunk costs more than another and a full frame needs no copy.
class AnalysisFrames {
 public:
  // `window` has kCrossWindow values; the frames are empty.
  void Init(const float* window, StftFrame* frames);

  // One chunk of kChunkSamples frames.
  void Push(const StereoFrame* in);

  // After each kHopChunks chunks: the frame that is full, and the one to begin in its place, which
  // may be the same.
  StftFrame* full() const { return frames_[kCrossOverlap - 1]; }
  void Turn(StftFrame* empty);

 private:
  const float* window_ = nullptr;
  size_t sample_ = 0;  // within the hop
  StftFrame* frames_[kCrossOverlap] = {};  // newest first
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_ANALYSIS_FRAMES_H_
