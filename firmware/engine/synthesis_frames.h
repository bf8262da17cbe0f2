// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_SYNTHESIS_FRAMES_H_
#define AUTOCODER_ENGINE_SYNTHESIS_FRAMES_H_

#include <cstddef>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/stft_frame.h"

namespace autocoder {

// The windowed sum of the frames that sound now. Each frame carries its own fade in and out, so
// one that is missing is heard as a dip, and a change between two frames as a crossfade.
class SynthesisFrames {
 public:
  static constexpr size_t kMostOverlap = 4;

  // `window` has overlap * kFrameHop values.
  void Init(const float* window, size_t overlap);

  // Before each kHopChunks chunks: `next` begins to sound; returns the frame that has ended. Both
  // may be null, for a frame that is missing.
  StftFrame* Turn(StftFrame* next);

  // One chunk of kChunkSamples frames.
  void Pull(StereoFrame* out);

 private:
  void Add(const StftFrame& frame, size_t place, StereoFrame* out) const;

  const float* window_ = nullptr;
  size_t overlap_ = 0;
  size_t sample_ = 0;  // within the hop
  StftFrame* frames_[kMostOverlap] = {};  // newest first
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_SYNTHESIS_FRAMES_H_
