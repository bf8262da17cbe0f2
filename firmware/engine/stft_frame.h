// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_STFT_FRAME_H_
#define AUTOCODER_ENGINE_STFT_FRAME_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/place.h"
#include "kernels/partition_multiply_add.h"

namespace autocoder {

// A stretch of a stereo signal, left + j right, or its spectrum.
struct StftFrame {
  ComplexBin bins[kSpectrumFft];
  StereoFrame gain;  // of each channel, still to be applied when the frame sounds
};

constexpr size_t kHopChunks = kFrameHop / kChunkSamples;
static_assert(kHopChunks * kChunkSamples == kFrameHop);

// What a frame is made with, taken once for the whole frame.
struct FrameSettings {
  Place place;
  float whiten = 1.0f;      // 1 keeps the input's own spectrum, 0 flattens it
  float brightness = 0.0f;  // -1..1: spectra are tilted by (k / (fft / 2))^(2 brightness)
  uint16_t walk = 0;        // 0..kPositionOne: how far the latents walk by themselves
  bool freeze = false;
};

// Frames that nobody works with.
template <size_t kMost>
class SpareFrames {
 public:
  void Init() { count_ = 0; }
  void Put(StftFrame* frame) {
    if (frame != nullptr) frames_[count_++] = frame;
  }
  StftFrame* Get() { return frames_[--count_]; }

 private:
  StftFrame* frames_[kMost] = {};
  size_t count_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_STFT_FRAME_H_
