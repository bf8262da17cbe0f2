// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_LAYOUT_H_
#define AUTOCODER_ENGINE_REVERB_LAYOUT_H_

#include <cstddef>

#include <generated/sizes.h>

#include "audio_types.h"
#include "board_memory.h"
#include "engine/uniform_convolver.h"

namespace autocoder {

// A long response is cut into partitions of three sizes. What has arrived when a partition of the
// input is whole can be heard a whole partition later at the earliest if all that time is to be
// computed in, so each size but the first begins at the tap of twice its size.
enum ReverbLevel : size_t { kHead, kMiddle, kTail, kReverbLevels };

constexpr size_t kHeadSize = kChunkSamples;
constexpr size_t kMiddleSize = 512;
constexpr size_t kTailSize = 4096;
constexpr size_t kMiddleBegin = 2 * kMiddleSize;
constexpr size_t kTailBegin = 2 * kTailSize;
constexpr size_t kHeadPartitions = kMiddleBegin / kHeadSize;
static_assert(kHeadPartitions * kHeadSize == kMiddleBegin && kMiddleSize % kHeadSize == 0);

constexpr size_t PartitionsOf(size_t taps, size_t begin, size_t size) {
  return taps > begin ? (taps - begin + size - 1) / size : 0;
}

// Without a tail the middle goes on to the end.
constexpr size_t MiddlePartitions(size_t taps) {
  return PartitionsOf(kReverbHasTail ? kTailBegin : taps, kMiddleBegin, kMiddleSize);
}

// At least one, for the tail's buffers are also what responses are written with.
constexpr size_t TailPartitions(size_t taps) {
  const size_t partitions = PartitionsOf(taps, kTailBegin, kTailSize);
  return partitions > 0 ? partitions : 1;
}

constexpr size_t kLongestPartition = kReverbHasTail ? kTailSize : kMiddleSize;

// Of the input, for the levels that lag behind: see BackgroundConvolver.
constexpr size_t kReverbHistory = 4 * kLongestPartition;

// A response of one channel.
struct ChannelResponse {
  ChannelSpectra levels[kReverbLevels];
};

// How long a channel fades from one response to the next.
constexpr size_t kFadeFrames = kTailSize;

constexpr size_t kResponsePlaces = 2 + kDraftChannels;
// How often the same response has to be written, each time for kDraftChannels channels.
constexpr size_t kResponsePasses = 2 / kDraftChannels;

// The linear crossfade of one channel: mixes `arriving` into that of `out`, whose first frame is
// the `begin`th of the fade.
inline void FadeIn(const float* arriving, size_t channel, size_t begin, size_t frames,
                   StereoFrame* out) {
  constexpr float kStep = 1.0f / kFadeFrames;
  float* leaving = channel == 0 ? &out->left : &out->right;
  for (size_t i = 0; i < frames; ++i) {
    const float gain = static_cast<float>(begin + i) * kStep;
    leaving[2 * i] += gain * (arriving[i] - leaving[2 * i]);
  }
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_LAYOUT_H_
