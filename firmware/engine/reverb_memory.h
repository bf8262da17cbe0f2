// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_MEMORY_H_
#define AUTOCODER_ENGINE_REVERB_MEMORY_H_

#include <cstddef>

#include "engine/background_convolver.h"
#include "engine/reverb_layout.h"

namespace autocoder {

constexpr size_t TilesIn(size_t size, size_t partitions) {
  return 2 * StereoTiles(size) * partitions;
}

// What the interrupt works in all the time: fast memory, where a board has a choice.
struct ReverbFastMemory {
  UniformConvolverMemory<kHeadSize> head;
  BinTile head_ring[TilesIn(kHeadSize, kHeadPartitions)];
  BinTile head_responses[2][TilesIn(kHeadSize, kHeadPartitions)];
  StereoFrame arriving[kHeadSize];
  BackgroundConvolverMemory<kMiddleSize> middle;
};

// The rest, for responses of up to kTaps taps.
template <size_t kTaps>
struct ReverbLargeMemory {
  BackgroundConvolverMemory<kTailSize> tail;
  StereoFrame history[kReverbHistory];
  StereoFrame partition[kTailSize];
  BinTile middle_ring[TilesIn(kMiddleSize, kMiddlePartitions)];
  BinTile middle_responses[2][TilesIn(kMiddleSize, kMiddlePartitions)];
  BinTile tail_ring[TilesIn(kTailSize, TailPartitions(kTaps))];
  BinTile tail_responses[2][TilesIn(kTailSize, TailPartitions(kTaps))];
};

// Where all of it lies, whatever its length.
struct ReverbSpace {
  ReverbFastMemory* fast;
  BackgroundConvolverMemory<kTailSize>* tail;
  StereoFrame* history;
  StereoFrame* partition;
  PartitionSpectra rings[kReverbLevels];
  ReverbResponse responses[2];
  size_t most_taps;
};

template <size_t kTaps>
ReverbSpace SpaceOf(ReverbFastMemory* fast, ReverbLargeMemory<kTaps>* large) {
  constexpr size_t kTailPartitions = TailPartitions(kTaps);
  const auto response = [&](size_t index) {
    return ReverbResponse{{{fast->head_responses[index], kHeadPartitions, 0},
                           {large->middle_responses[index], kMiddlePartitions, 0},
                           {large->tail_responses[index], kTailPartitions, 0}}};
  };
  return {fast,
          &large->tail,
          large->history,
          large->partition,
          {{fast->head_ring, kHeadPartitions, 0},
           {large->middle_ring, kMiddlePartitions, 0},
           {large->tail_ring, kTailPartitions, 0}},
          {response(0), response(1)},
          kTaps};
}

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_MEMORY_H_
