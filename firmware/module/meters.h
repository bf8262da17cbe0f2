// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_METERS_H_
#define AUTOCODER_MODULE_METERS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/parameters.h"

namespace autocoder {

constexpr size_t kConverters = 2 * kLatents;  // knobs, then CVs

// Shares of the time there is, 0 to 1; 0 on a board that cannot tell.
struct Load {
  float interrupt;
  float worst_block;
  float loop;
};

struct Peaks {
  float input[2];
  float output[2];
};

// What the module knows of itself while it plays. The audio interrupt leaves numbers, the main loop
// gathers them; what costs the interrupt time is measured only while somebody asks.
class Meters {
 public:
  // 0 ticks per second: a board without a clock.
  void Init(uint32_t ticks_per_second);

  // Audio interrupt: a block, and how long all of it took.
  void Block(const AdcFrame& adc, const Parameters& parameters, const StereoFrame* in,
             const StereoFrame* out);
  void BlockTook(uint32_t ticks);

  // Main loop: a pass of it that took so many ticks, interrupts included; often, since counters
  // turn over.
  void Gather(uint32_t loop_ticks);

  uint32_t blocks() const { return blocks_.load(std::memory_order_relaxed); }
  // Since the start.
  Load total() const;
  // Since the last call.
  Load Recent();
  Peaks RecentPeaks();
  uint16_t latent(size_t index) const { return latents_[index].load(std::memory_order_relaxed); }
  Mode mode() const { return mode_.load(std::memory_order_relaxed); }

  // Mean counts of each converter, over enough blocks to be steady. False until there are.
  bool ReadCounts(uint16_t (&counts)[kConverters]);

 private:
  // What was used of how many blocks.
  struct Usage {
    uint64_t interrupt_ticks = 0;
    uint64_t loop_ticks = 0;
    uint64_t blocks = 0;
    uint32_t worst_ticks = 0;
  };

  void KeepPeaks(const StereoFrame* frames, size_t first);
  void SumCounts(const AdcFrame& adc);
  Load LoadOf(const Usage& usage) const;

  float ticks_per_block_ = 0;

  // The interrupt's, read by the loop.
  std::atomic<uint32_t> blocks_{0};
  std::atomic<uint32_t> interrupt_ticks_{0};
  std::atomic<uint32_t> worst_ticks_{0};
  std::atomic<uint16_t> latents_[kLatents] = {};
  std::atomic<Mode> mode_{Mode::kFilter};
  std::atomic<float> peaks_[4] = {};  // input left and right, output left and right

  // Blocks that are still to be watched: the loop sets them, the interrupt counts down.
  std::atomic<uint32_t> peak_blocks_{0};
  std::atomic<uint32_t> count_blocks_{0};
  uint32_t count_sums_[kConverters] = {};  // the loop's once all blocks are counted

  // The loop's.
  uint32_t seen_blocks_ = 0;
  uint32_t seen_interrupt_ticks_ = 0;
  bool counting_ = false;
  Usage total_;
  Usage recent_;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_METERS_H_
