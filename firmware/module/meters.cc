// SPDX-License-Identifier: MIT
#include "module/meters.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace autocoder {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint32_t kPeakBlocks = 2 * kSampleRateHz / kBlockSamples;  // after the last question
constexpr uint32_t kCountBlocks = 64;

}  // namespace

void Meters::Init(uint32_t ticks_per_second) {
  ticks_per_block_ = static_cast<float>(ticks_per_second) * kBlockSamples / kSampleRateHz;
}

void Meters::Block(const AdcFrame& adc, const Parameters& parameters, const StereoFrame* in,
                   const StereoFrame* out) {
  const auto& newest = parameters.latents[kCvScans - 1];
  for (size_t i = 0; i < kLatents; ++i) latents_[i].store(newest[i], kRelaxed);
  mode_.store(parameters.mode, kRelaxed);
  if (const uint32_t left = peak_blocks_.load(kRelaxed)) {
    KeepPeaks(in, 0);
    KeepPeaks(out, 2);
    peak_blocks_.store(left - 1, kRelaxed);
  }
  if (const uint32_t left = count_blocks_.load(std::memory_order_acquire)) {
    SumCounts(adc);
    count_blocks_.store(left - 1, std::memory_order_release);
  }
}

void Meters::BlockTook(uint32_t ticks) {
  interrupt_ticks_.store(interrupt_ticks_.load(kRelaxed) + ticks, kRelaxed);
  if (ticks > worst_ticks_.load(kRelaxed)) worst_ticks_.store(ticks, kRelaxed);
  blocks_.store(blocks_.load(kRelaxed) + 1, std::memory_order_release);
}

void Meters::KeepPeaks(const StereoFrame* frames, size_t first) {
  float left = peaks_[first].load(kRelaxed);
  float right = peaks_[first + 1].load(kRelaxed);
  for (size_t i = 0; i < kBlockSamples; ++i) {
    left = std::max(left, std::abs(frames[i].left));
    right = std::max(right, std::abs(frames[i].right));
  }
  peaks_[first].store(left, kRelaxed);
  peaks_[first + 1].store(right, kRelaxed);
}

void Meters::SumCounts(const AdcFrame& adc) {
  for (size_t i = 0; i < kLatents; ++i) {
    count_sums_[i] += adc.knobs[i];
    count_sums_[kLatents + i] += adc.cvs[kCvScans - 1][i];
  }
}

void Meters::Gather(uint32_t loop_ticks) {
  const uint32_t blocks = blocks_.load(std::memory_order_acquire);
  const uint32_t interrupt_ticks = interrupt_ticks_.load(kRelaxed);
  const uint32_t interrupted = interrupt_ticks - seen_interrupt_ticks_;
  const uint32_t worst = worst_ticks_.exchange(0, kRelaxed);
  for (Usage* usage : {&total_, &recent_}) {
    usage->interrupt_ticks += interrupted;
    usage->loop_ticks += loop_ticks > interrupted ? loop_ticks - interrupted : 0;
    usage->blocks += blocks - seen_blocks_;
    usage->worst_ticks = std::max(usage->worst_ticks, worst);
  }
  seen_blocks_ = blocks;
  seen_interrupt_ticks_ = interrupt_ticks;
}

Load Meters::LoadOf(const Usage& usage) const {
  const float ticks = ticks_per_block_ * static_cast<float>(usage.blocks);
  if (!(ticks > 0)) return {0, 0, 0};
  return {static_cast<float>(usage.interrupt_ticks) / ticks,
          static_cast<float>(usage.worst_ticks) / ticks_per_block_,
          static_cast<float>(usage.loop_ticks) / ticks};
}

Load Meters::total() const { return LoadOf(total_); }

Load Meters::Recent() {
  const Load load = LoadOf(recent_);
  recent_ = {};
  return load;
}

// A peak of the one block that may come between is lost: these are meters.
Peaks Meters::RecentPeaks() {
  float taken[4];
  std::transform(std::begin(peaks_), std::end(peaks_), taken,
                 [](std::atomic<float>& peak) { return peak.exchange(0, kRelaxed); });
  peak_blocks_.store(kPeakBlocks, kRelaxed);
  return {{taken[0], taken[1]}, {taken[2], taken[3]}};
}

bool Meters::ReadCounts(uint16_t (&counts)[kConverters]) {
  if (!counting_) {
    std::fill(std::begin(count_sums_), std::end(count_sums_), 0);
    counting_ = true;
    count_blocks_.store(kCountBlocks, std::memory_order_release);
    return false;
  }
  if (count_blocks_.load(std::memory_order_acquire) > 0) return false;
  counting_ = false;
  for (size_t i = 0; i < kConverters; ++i) {
    counts[i] = static_cast<uint16_t>((count_sums_[i] + kCountBlocks / 2) / kCountBlocks);
  }
  return true;
}

}  // namespace autocoder
