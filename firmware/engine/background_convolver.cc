// SPDX-License-Identifier: MIT
#include "engine/background_convolver.h"

#include <algorithm>

namespace autocoder {
namespace {

// Of the longest response, 60 000 instructions: an eighth of a millisecond on the module.
constexpr size_t kTilesPerStep = 32;

void Add(const StereoFrame* in, float gain, float gain_step, StereoFrame* out) {
  for (size_t i = 0; i < kChunkSamples; ++i, gain += gain_step) {
    out[i].left += gain * in[i].left;
    out[i].right += gain * in[i].right;
  }
}

}  // namespace

void BackgroundConvolver::Init(StereoFrame* const* outputs, float* arriving, size_t capacity,
                               const Context& context) {
  context_ = context;
  std::copy_n(outputs, 2, outputs_);
  arriving_ = arriving;
  capacity_ = capacity;
  partition_ = chunk_ = 0;
  taken_.store(0, std::memory_order_relaxed);
  overruns_.store(0, std::memory_order_relaxed);
  Clear();
}

// As if all that is due had been computed, and were silence.
void BackgroundConvolver::Clear() {
  convolver_.Clear();
  for (StereoFrame* output : outputs_) std::fill_n(output, convolver_.size(), StereoFrame{});
  playing_ = next_ready_ = true;
  stage_ = Stage::kIdle;
  job_ = taken_.load(std::memory_order_relaxed);
  finished_.store(job_, std::memory_order_release);
}

uint32_t BackgroundConvolver::chunks_in_partition() const {
  return static_cast<uint32_t>(convolver_.size() / kChunkSamples);
}

uint32_t BackgroundConvolver::partitions_in_fade() const {
  return static_cast<uint32_t>(kFadeFrames / convolver_.size());
}

void BackgroundConvolver::Play(StereoFrame* out) {
  constexpr float kStep = 1.0f / kChunkSamples;
  float gain = 1;
  float gain_step = 0;
  if (chunk_ == 0) {
    if (next_ready_ && !playing_) {
      gain = 0;
      gain_step = kStep;
    }
    playing_ = next_ready_;
  }
  const bool last = chunk_ + 1 == chunks_in_partition();
  if (last) {
    // The first partition is followed by one in which nothing can sound yet.
    next_ready_ = partition_ == 0 || finished_.load(std::memory_order_acquire) == partition_;
    if (!next_ready_) {
      gain_step = -kStep;
      overruns_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  if (playing_) Add(outputs_[partition_ % 2] + chunk_ * kChunkSamples, gain, gain_step, out);
  ++chunk_;
  if (!last) return;
  chunk_ = 0;
  taken_.store(++partition_, std::memory_order_release);
}

bool BackgroundConvolver::Step() {
  switch (stage_) {
    case Stage::kIdle:
      return Begin();
    case Stage::kTransformEven:
    case Stage::kInverseEven:
      convolver_.Transform(0);
      stage_ = stage_ == Stage::kInverseEven ? Stage::kInverseOdd : Stage::kTransformOdd;
      break;
    case Stage::kTransformOdd:
    case Stage::kInverseOdd:
      convolver_.Transform(1);
      stage_ = stage_ == Stage::kInverseOdd ? Stage::kFinish : Stage::kKeep;
      break;
    case Stage::kKeep:
      stage_ = Keep();
      break;
    case Stage::kMultiply:
      stage_ = Multiply();
      break;
    case Stage::kFinish:
      stage_ = Finish();
      break;
    case Stage::kMultiplyArriving:
      stage_ = MultiplyArriving();
      break;
    case Stage::kInverseArriving:
      convolver_.Transform(0);
      stage_ = Stage::kFade;
      break;
    case Stage::kFade:
      stage_ = Fade();
      break;
  }
  return true;
}

bool BackgroundConvolver::Begin() {
  const uint32_t taken = taken_.load(std::memory_order_acquire);
  if (taken == job_) return false;
  uint32_t lag = taken - 1 - job_;
  const auto whole_past = static_cast<uint32_t>(capacity_);
  if (lag > whole_past) {  // of which only silence is left
    job_ += lag - whole_past;
    lag = whole_past;
  }
  // One partition is being written now, and one more may be until this one has been read.
  const size_t size = convolver_.size();
  const bool kept = lag + 2 < kReverbHistory / size;
  convolver_.Take(kept ? context_.history + job_ * size % kReverbHistory : nullptr);
  late_ = lag > 0;
  stage_ = Stage::kTransformEven;
  return true;
}

// A late partition is taken in for the sake of those to come; its own output has no use.
BackgroundConvolver::Stage BackgroundConvolver::Keep() {
  convolver_.Keep();
  tile_ = 0;
  sounding_ = context_.change->At((job_ + 2) / partitions_in_fade());
  if (!late_) return Stage::kMultiply;
  ++job_;
  return Stage::kIdle;
}

BackgroundConvolver::Stage BackgroundConvolver::Multiply() {
  const size_t end = std::min(tile_ + kTilesPerStep, convolver_.tiles());
  convolver_.Multiply(sounding_.leaving[0]->levels[context_.level],
                      sounding_.leaving[1]->levels[context_.level], tile_, end);
  tile_ = end;
  return end < convolver_.tiles() ? Stage::kMultiply : Stage::kInverseEven;
}

BackgroundConvolver::Stage BackgroundConvolver::Finish() {
  convolver_.Finish(outputs_[job_ % 2]);
  tile_ = 0;
  return sounding_.fading() == ResponseChange::kNone ? Done() : Stage::kMultiplyArriving;
}

BackgroundConvolver::Stage BackgroundConvolver::MultiplyArriving() {
  const size_t channel = sounding_.fading();
  const size_t end = std::min(tile_ + 2 * kTilesPerStep, convolver_.tiles());
  convolver_.MultiplyChannel(channel, sounding_.arriving[channel]->levels[context_.level], tile_,
                             end);
  tile_ = end;
  if (end < convolver_.tiles()) return Stage::kMultiplyArriving;
  convolver_.Fold();
  return Stage::kInverseArriving;
}

BackgroundConvolver::Stage BackgroundConvolver::Fade() {
  const size_t begin = (job_ + 2) % partitions_in_fade() * convolver_.size();
  convolver_.FinishChannel(arriving_);
  FadeIn(arriving_, sounding_.fading(), begin, convolver_.size(), outputs_[job_ % 2]);
  return Done();
}

BackgroundConvolver::Stage BackgroundConvolver::Done() {
  finished_.store(++job_, std::memory_order_release);
  return Stage::kIdle;
}

}  // namespace autocoder
