// SPDX-License-Identifier: MIT
#include "engine/cross.h"

#include <cmath>

namespace autocoder {
namespace {

static_assert(kCrossRenderChunks >= 1 && kCrossRenderChunks <= kHopChunks);
static_assert(kCrossWindow + (kCrossRenderChunks - 1) * kChunkSamples == kCrossDelay);
constexpr float kPi = 3.14159265f;
constexpr size_t kDueChunk = kCrossRenderChunks - 1;

}  // namespace

Status Cross::Init(CrossMemory* memory, uint64_t seed) {
  *memory = {};
  for (size_t i = 0; i < kCrossWindow; ++i) {  // the square root of Hann's
    memory->window[i] = std::sin(kPi * static_cast<float>(i) / kCrossWindow);
  }
  chunk_ = 0;
  analysis_.Init(memory->window, memory->frames);
  synthesis_.Init(memory->window, kCrossOverlap);
  exchange_.Init();
  spares_.Init();
  for (size_t i = kCrossOverlap; i < 2 * kCrossOverlap + 1; ++i) spares_.Put(memory->frames + i);
  return spectrum_.Init(&memory->spectrum, seed);
}

void Cross::Process(const FrameSettings& settings, const StereoFrame* in, StereoFrame* out) {
  for (size_t i = 0; i < kBlockSamples; i += kChunkSamples) PlayChunk(settings, in + i, out + i);
}

void Cross::PlayChunk(const FrameSettings& settings, const StereoFrame* in, StereoFrame* out) {
  if (chunk_ == kDueChunk) BeginDueFrame();
  analysis_.Push(in);
  synthesis_.Pull(out);
  if (++chunk_ < kHopChunks) return;
  chunk_ = 0;
  RequestFullFrame(settings);
}

void Cross::BeginDueFrame() { spares_.Put(synthesis_.Turn(exchange_.Due())); }

// Where the loop still has the frame before, this one is lost, and its place filled anew.
void Cross::RequestFullFrame(const FrameSettings& settings) {
  spares_.Put(exchange_.Late());
  StftFrame* full = analysis_.full();
  if (!exchange_.idle()) return analysis_.Turn(full);
  analysis_.Turn(spares_.Get());
  exchange_.Request(full, settings);
}

const Place* Cross::requested() const {
  return exchange_.requested() != nullptr ? &exchange_.settings().place : nullptr;
}

void Cross::Render(const float* spectrum) {
  StftFrame* frame = exchange_.requested();
  if (frame == nullptr) return;
  spectrum_.Apply(exchange_.settings(), spectrum, frame);
  exchange_.Publish();
}

}  // namespace autocoder
