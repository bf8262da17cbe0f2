// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_MUTE_H_
#define AUTOCODER_BOARDS_TEENSY41_MUTE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "audio_types.h"

namespace autocoder {

// Silence while the flash is written: interrupts then stand still, and the converter's DMA repeats
// what its buffer holds. The output fades within a block, and the flash waits until every block that
// is under way is silent. Writes come in bursts, so the sound stays away for a while after each.
class Mute {
 public:
  // Blocks between the engine and the converter: two that the Audio library holds, one in the DMA's
  // buffer, one that is being made.
  static constexpr uint32_t kBlocksUnderWay = 4;

  // The main loop's: asks for silence; `blocks_after` last once Release is called.
  void Hold() { held_.store(true, std::memory_order_relaxed); }
  bool silent() const { return quiet_.load(std::memory_order_acquire) >= kBlocksUnderWay; }
  void Release(uint32_t blocks_after) {
    after_.store(blocks_after, std::memory_order_relaxed);
    held_.store(false, std::memory_order_release);
  }

  // In the interrupt, of each block that the engine has made.
  void Apply(StereoFrame* frames, size_t samples) {
    const bool sounding = Sounds();
    const float step = 1.0f / static_cast<float>(samples);
    const bool changes = sounding != sounding_;
    for (size_t i = 0; i < samples; ++i) {
      const float rise = changes ? static_cast<float>(i + 1) * step : 1;
      const float gain = sounding ? rise : 1 - rise;
      frames[i].left *= gain;
      frames[i].right *= gain;
    }
    sounding_ = sounding;
    const uint32_t quiet = quiet_.load(std::memory_order_relaxed);
    const bool still = !sounding && !changes;
    quiet_.store(still ? quiet + 1 : 0, std::memory_order_release);
  }

 private:
  bool Sounds() {
    if (held_.load(std::memory_order_acquire)) {
      left_ = ~0u;
      return false;
    }
    if (left_ == ~0u) left_ = after_.load(std::memory_order_relaxed);
    if (left_ == 0) return true;
    --left_;
    return false;
  }

  std::atomic<bool> held_{false};
  std::atomic<uint32_t> after_{0};
  std::atomic<uint32_t> quiet_{0};  // blocks without a sound, one after the other
  // The interrupt's.
  uint32_t left_ = 0;  // blocks until the sound comes back; all ones while it is held
  bool sounding_ = true;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_MUTE_H_
