// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_INPUT_RING_H_
#define AUTOCODER_ENGINE_INPUT_RING_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"

namespace autocoder {

// Holds the last kAnalysisFft samples of the input, as mono, and as many that come while the main
// loop has not fetched those yet. Neither side ever waits: input that finds no room is left out.
class InputRing {
 public:
  static constexpr size_t kSamples = 2 * kAnalysisFft;

  // `ring` has kSamples values; the past is silence.
  void Init(float* ring);

  // Audio interrupt: one block. After each kAutocodeHop samples the last kAnalysisFft are offered
  // to the main loop if they are wanted and it has fetched those before.
  void Push(const StereoFrame* in, bool wanted);

  // Main loop: copies what is offered, times the first half and the middle of a symmetric window.
  // False where nothing is.
  bool Fetch(const float* window, float* samples);

  // How often something was offered too early. Any side.
  uint32_t overruns() const { return overruns_.load(std::memory_order_relaxed); }

 private:
  void PushChunk(const StereoFrame* in, bool wanted);
  void Overrun();

  std::atomic<bool> offered_{false};
  std::atomic<uint32_t> overruns_{0};
  static_assert(std::atomic<bool>::is_always_lock_free);
  float* ring_ = nullptr;
  uint32_t written_ = 0;    // chunks of kChunkSamples
  uint32_t end_ = 0;        // of what is offered, in chunks
  uint32_t hop_chunk_ = 0;  // within the hop
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_INPUT_RING_H_
