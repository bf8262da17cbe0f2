// SPDX-License-Identifier: MIT
#include "engine/synthesis_frames.h"

#include <algorithm>

namespace autocoder {

void SynthesisFrames::Init(const float* window, size_t overlap) {
  window_ = window;
  overlap_ = overlap;
  sample_ = 0;
  std::fill_n(frames_, kMostOverlap, nullptr);
}

StftFrame* SynthesisFrames::Turn(StftFrame* next) {
  StftFrame* ended = frames_[overlap_ - 1];
  std::copy_backward(frames_, frames_ + overlap_ - 1, frames_ + overlap_);
  frames_[0] = next;
  sample_ = 0;
  return ended;
}

void SynthesisFrames::Pull(StereoFrame* out) {
  std::fill_n(out, kChunkSamples, StereoFrame{0, 0});
  for (size_t age = 0; age < overlap_; ++age) {
    if (frames_[age] != nullptr) Add(*frames_[age], age * kFrameHop + sample_, out);
  }
  sample_ += kChunkSamples;
}

// The samples are conjugates: the transform back to time was made by a forward one.
void SynthesisFrames::Add(const StftFrame& frame, size_t place, StereoFrame* out) const {
  const ComplexBin* samples = frame.bins + place;
  const float* window = window_ + place;
  const StereoFrame gain = {frame.gain.left, -frame.gain.right};
#pragma GCC unroll 4  // half of the instructions would count
  for (size_t i = 0; i < kChunkSamples; ++i) {
    const float weight = window[i];
    const ComplexBin sample = samples[i];
    out[i] = {out[i].left + weight * gain.left * sample.re,
              out[i].right + weight * gain.right * sample.im};
  }
}

}  // namespace autocoder
