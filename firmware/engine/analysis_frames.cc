// SPDX-License-Identifier: MIT
#include "engine/analysis_frames.h"

#include <algorithm>

namespace autocoder {

void AnalysisFrames::Init(const float* window, StftFrame* frames) {
  window_ = window;
  sample_ = 0;
  for (size_t age = 0; age < kCrossOverlap; ++age) frames_[age] = frames + age;
}

void AnalysisFrames::Push(const StereoFrame* in) {
  for (size_t age = 0; age < kCrossOverlap; ++age) {
    const size_t place = age * kFrameHop + sample_;
    ComplexBin* target = frames_[age]->bins + place;
    const float* window = window_ + place;
#pragma GCC unroll 4  // half of the instructions would count
    for (size_t i = 0; i < kChunkSamples; ++i) {
      const float weight = window[i];
      const StereoFrame sample = in[i];
      target[i] = {weight * sample.left, weight * sample.right};
    }
  }
  sample_ += kChunkSamples;
}

void AnalysisFrames::Turn(StftFrame* empty) {
  std::copy_backward(frames_, frames_ + kCrossOverlap - 1, frames_ + kCrossOverlap);
  frames_[0] = empty;
  sample_ = 0;
}

}  // namespace autocoder
