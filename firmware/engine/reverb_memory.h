// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_MEMORY_H_
#define AUTOCODER_ENGINE_REVERB_MEMORY_H_

#include <cstddef>

#include "engine/background_convolver.h"
#include "engine/reverb_layout.h"

namespace autocoder {

// Of one channel.
constexpr size_t TilesIn(size_t size, size_t partitions) {
  return StereoTiles(size) * partitions;
}

// What the interrupt works in all the time: fast memory, where a board has a choice.
struct ReverbFastMemory {
  UniformConvolverMemory<kHeadSize> head;
  SpectrumTile head_rings[2][TilesIn(kHeadSize, kHeadPartitions)];
  SpectrumTile head_responses[kResponsePlaces][TilesIn(kHeadSize, kHeadPartitions)];
  float arriving[kHeadSize];
  BackgroundConvolverMemory<kMiddleSize> middle;
};

// Of the tail, where there is one.
template <size_t kTaps, bool kHasTail>
struct ReverbTailMemory {
  static constexpr size_t kTiles = TilesIn(kTailSize, TailPartitions(kTaps));

  BackgroundConvolverMemory<kTailSize> convolver;
  SpectrumTile rings[2][kTiles];
  SpectrumTile responses[kResponsePlaces][kTiles];
};

template <size_t kTaps>
struct ReverbTailMemory<kTaps, false> {};

// The rest, for responses of up to kTaps taps.
template <size_t kTaps>
struct ReverbLargeMemory {
  static constexpr size_t kMiddleTiles = TilesIn(kMiddleSize, MiddlePartitions(kTaps));

  StereoFrame history[kReverbHistory];
  StereoFrame partition[kLongestPartition];
  SpectrumTile middle_rings[2][kMiddleTiles];
  SpectrumTile middle_responses[kResponsePlaces][kMiddleTiles];
  ReverbTailMemory<kTaps, kReverbHasTail> tail;
};

// Where all of it lies, whatever its length.
struct ReverbSpace {
  ReverbFastMemory* fast;
  BackgroundConvolverMemory<kTailSize>* tail;  // null where there is none
  StereoFrame* history;
  StereoFrame* partition;
  StereoSpectra rings[kReverbLevels];
  ChannelResponse responses[kResponsePlaces];
  size_t most_taps;
};

template <size_t kTaps>
void AddTail(ReverbTailMemory<kTaps, true>* tail, ReverbSpace* space) {
  constexpr size_t kPartitions = TailPartitions(kTaps);
  space->tail = &tail->convolver;
  for (size_t channel = 0; channel < 2; ++channel) {
    space->rings[kTail].channels[channel] = {tail->rings[channel], kPartitions, 0};
  }
  for (size_t place = 0; place < kResponsePlaces; ++place) {
    space->responses[place].levels[kTail] = {tail->responses[place], kPartitions, 0};
  }
}

template <size_t kTaps>
void AddTail(ReverbTailMemory<kTaps, false>*, ReverbSpace*) {}

template <size_t kTaps>
ReverbSpace SpaceOf(ReverbFastMemory* fast, ReverbLargeMemory<kTaps>* large) {
  constexpr size_t kMiddlePartitions = MiddlePartitions(kTaps);
  ReverbSpace space = {fast, nullptr, large->history, large->partition, {}, {}, kTaps};
  for (size_t channel = 0; channel < 2; ++channel) {
    space.rings[kHead].channels[channel] = {fast->head_rings[channel], kHeadPartitions, 0};
    space.rings[kMiddle].channels[channel] = {large->middle_rings[channel], kMiddlePartitions, 0};
  }
  for (size_t place = 0; place < kResponsePlaces; ++place) {
    ChannelResponse& response = space.responses[place];
    response.levels[kHead] = {fast->head_responses[place], kHeadPartitions, 0};
    response.levels[kMiddle] = {large->middle_responses[place], kMiddlePartitions, 0};
  }
  AddTail(&large->tail, &space);
  return space;
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_MEMORY_H_
