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
  BinTile head_rings[2][TilesIn(kHeadSize, kHeadPartitions)];
  BinTile head_responses[kResponsePlaces][TilesIn(kHeadSize, kHeadPartitions)];
  float arriving[kHeadSize];
  BackgroundConvolverMemory<kMiddleSize> middle;
};

// The rest, for responses of up to kTaps taps.
template <size_t kTaps>
struct ReverbLargeMemory {
  static constexpr size_t kTailTiles = TilesIn(kTailSize, TailPartitions(kTaps));
  static constexpr size_t kMiddleTiles = TilesIn(kMiddleSize, kMiddlePartitions);

  BackgroundConvolverMemory<kTailSize> tail;
  StereoFrame history[kReverbHistory];
  StereoFrame partition[kTailSize];
  BinTile middle_rings[2][kMiddleTiles];
  BinTile middle_responses[kResponsePlaces][kMiddleTiles];
  BinTile tail_rings[2][kTailTiles];
  BinTile tail_responses[kResponsePlaces][kTailTiles];
};

// Where all of it lies, whatever its length.
struct ReverbSpace {
  ReverbFastMemory* fast;
  BackgroundConvolverMemory<kTailSize>* tail;
  StereoFrame* history;
  StereoFrame* partition;
  StereoSpectra rings[kReverbLevels];
  ChannelResponse responses[kResponsePlaces];
  size_t most_taps;
};

template <size_t kTaps>
ReverbSpace SpaceOf(ReverbFastMemory* fast, ReverbLargeMemory<kTaps>* large) {
  constexpr size_t kTailPartitions = TailPartitions(kTaps);
  ReverbSpace space = {fast, &large->tail, large->history, large->partition, {}, {}, kTaps};
  for (size_t channel = 0; channel < 2; ++channel) {
    space.rings[kHead].channels[channel] = {fast->head_rings[channel], kHeadPartitions, 0};
    space.rings[kMiddle].channels[channel] = {large->middle_rings[channel], kMiddlePartitions, 0};
    space.rings[kTail].channels[channel] = {large->tail_rings[channel], kTailPartitions, 0};
  }
  for (size_t place = 0; place < kResponsePlaces; ++place) {
    space.responses[place] = {{{fast->head_responses[place], kHeadPartitions, 0},
                               {large->middle_responses[place], kMiddlePartitions, 0},
                               {large->tail_responses[place], kTailPartitions, 0}}};
  }
  return space;
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_MEMORY_H_
