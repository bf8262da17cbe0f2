// SPDX-License-Identifier: MIT
#include "engine/input_ring.h"

#include <algorithm>

namespace autocoder {
namespace {

constexpr uint32_t kRingChunks = InputRing::kSamples / kChunkSamples;
constexpr uint32_t kWindowChunks = kAnalysisFft / kChunkSamples;
constexpr uint32_t kHopChunks = kAutocodeHop / kChunkSamples;
static_assert(kWindowChunks * kChunkSamples == kAnalysisFft);
static_assert(kHopChunks * kChunkSamples == kAutocodeHop);
static_assert((kRingChunks & (kRingChunks - 1)) == 0, "the count of chunks may wrap around");

}  // namespace

void InputRing::Init(float* ring) {
  ring_ = ring;
  std::fill_n(ring_, kSamples, 0.0f);
  written_ = 0;
  end_ = 0;
  hop_chunk_ = 0;
  overruns_.store(0, std::memory_order_relaxed);
  offered_.store(false, std::memory_order_release);
}

void InputRing::Push(const StereoFrame* in, bool wanted) {
  for (size_t i = 0; i < kBlockSamples; i += kChunkSamples) PushChunk(in + i, wanted);
}

void InputRing::PushChunk(const StereoFrame* in, bool wanted) {
  const bool offered = offered_.load(std::memory_order_acquire);
  // The rest of the ring is full, and what is offered must not change.
  if (offered && written_ - end_ == kRingChunks - kWindowChunks) return Overrun();
  float* chunk = ring_ + written_ % kRingChunks * kChunkSamples;
  for (size_t i = 0; i < kChunkSamples; ++i) chunk[i] = 0.5f * (in[i].left + in[i].right);
  ++written_;
  if (++hop_chunk_ < kHopChunks) return;
  hop_chunk_ = 0;
  if (!wanted) return;
  if (offered) return Overrun();
  end_ = written_;
  offered_.store(true, std::memory_order_release);
}

bool InputRing::Fetch(const float* window, float* samples) {
  if (!offered_.load(std::memory_order_acquire)) return false;
  constexpr size_t kHalf = kAnalysisFft / 2;
  const size_t start = (end_ - kWindowChunks) % kRingChunks * kChunkSamples;
  const auto at = [&](size_t i) { return ring_[(start + i) % kSamples]; };
  for (size_t i = 0; i <= kHalf; ++i) samples[i] = window[i] * at(i);
  for (size_t i = kHalf + 1; i < kAnalysisFft; ++i) samples[i] = window[kAnalysisFft - i] * at(i);
  offered_.store(false, std::memory_order_release);
  return true;
}

void InputRing::Overrun() {
  overruns_.store(overruns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace autocoder
