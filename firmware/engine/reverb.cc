// SPDX-License-Identifier: MIT
#include "engine/reverb.h"

#include <algorithm>
#include <cstring>

namespace autocoder {
namespace {

constexpr size_t kSizes[kReverbLevels] = {kHeadSize, kMiddleSize, kTailSize};
constexpr size_t kMiddleEnd = kReverbHasTail ? kTailBegin : SIZE_MAX;
constexpr size_t kBegins[kReverbLevels + 1] = {0, kMiddleBegin, kMiddleEnd, SIZE_MAX};
constexpr size_t kTilesPerWrite = 256;

}  // namespace

Status Reverb::Init(const ReverbSpace& space) {
  space_ = space;
  period_ = 0;
  frame_ = 0;
  drafting_ = false;
  writing_ = false;
  std::fill_n(space_.history, kReverbHistory, StereoFrame{});
  change_.Init(space_.responses);
  Status status = head_.Init(&space_.fast->head, space_.rings[kHead]);
  if (status == Status::kOk) {
    status = middle_.Init(&space_.fast->middle, space_.rings[kMiddle],
                          {kMiddle, space_.history, &change_});
  }
  if (kReverbHasTail && status == Status::kOk) {
    status = tail_.Init(space_.tail, space_.rings[kTail], {kTail, space_.history, &change_});
  }
  return status;
}

void Reverb::Clear() {
  std::fill_n(space_.history, kReverbHistory, StereoFrame{});
  head_.Clear();
  middle_.Clear();
  if (kReverbHasTail) tail_.Clear();
}

void Reverb::Process(const StereoFrame* in, StereoFrame* out) {
  for (size_t i = 0; i < kBlockSamples; i += kChunkSamples) PlayChunk(in + i, out + i);
}

void Reverb::PlayChunk(const StereoFrame* in, StereoFrame* out) {
  const size_t at = (period_ * kFadeFrames + frame_) % kReverbHistory;
  std::memcpy(space_.history + at, in, kChunkSamples * sizeof(StereoFrame));
  PlayHead(in, out);
  frame_ += kChunkSamples;
  if (frame_ == kFadeFrames) {
    frame_ = 0;
    change_.Turn(++period_);
  }
  middle_.Play(out);
  if (kReverbHasTail) tail_.Play(out);
}

void Reverb::PlayHead(const StereoFrame* in, StereoFrame* out) {
  const ResponseChange::Sounding sounding = change_.At(period_);
  head_.Take(in);
  head_.Transform(0);
  head_.Transform(1);
  head_.Keep();
  head_.Multiply(sounding.leaving[0]->levels[kHead], sounding.leaving[1]->levels[kHead], 0,
                 head_.tiles());
  head_.Transform(0);
  head_.Transform(1);
  head_.Finish(out);
  const size_t channel = sounding.fading();
  if (channel == ResponseChange::kNone) return;
  float* arriving = space_.fast->arriving;
  head_.MultiplyChannel(channel, sounding.arriving[channel]->levels[kHead], 0, head_.tiles());
  head_.Fold();
  head_.Transform(0);
  head_.FinishChannel(arriving);
  FadeIn(arriving, channel, frame_, kChunkSamples, out);
}

// A partition of the tail that is being written occupies the tail's bins, which the tail then waits
// for.
bool Reverb::Step() {
  if (middle_.Step()) return true;
  if (!writing_) return kReverbHasTail && tail_.Step();
  WritePartition();
  return true;
}

bool Reverb::BeginResponse(size_t taps) {
  writing_ = false;
  drafting_ = taps <= space_.most_taps && change_.idle();
  if (!drafting_) return false;
  taps_ = taps;
  written_ = collected_ = 0;
  for (size_t channel = 0; channel < 2; ++channel) {
    drafts_[channel] = change_.draft(channel);
    if (drafts_[channel] == nullptr) continue;
    for (size_t level = 0; level < kReverbLevels; ++level) {
      const size_t end = std::min(taps, kBegins[level + 1]);
      drafts_[channel]->levels[level].partitions = PartitionsOf(end, kBegins[level], kSizes[level]);
    }
  }
  return true;
}

ReverbLevel Reverb::LevelOf(size_t tap) const {
  return tap < kMiddleBegin ? kHead : tap < kMiddleEnd ? kMiddle : kTail;
}

size_t Reverb::AppendResponse(const StereoFrame* frames, size_t count) {
  size_t taken = 0;
  while (taken < count && drafting_ && !writing_) {
    const ReverbLevel level = LevelOf(written_);
    const size_t rest = std::min(kSizes[level] - collected_, taps_ - written_ - collected_);
    const size_t piece = std::min(rest, count - taken);
    std::copy_n(frames + taken, piece, space_.partition + collected_);
    collected_ += piece;
    taken += piece;
    writing_ = piece == rest;
    write_step_ = 0;
    while (writing_ && level != kTail) WritePartition();
  }
  return taken;
}

// A part of it; the last partition may lack its end.
void Reverb::WritePartition() {
  const ReverbLevel level = LevelOf(written_);
  const size_t size = kSizes[level];
  const UniformConvolver& convolver =
      level == kHead ? head_ : level == kMiddle ? middle_.convolver() : tail_.convolver();
  float* work = (kReverbHasTail ? tail_ : middle_).convolver().idle_bins();
  const size_t step = write_step_++;
  if (step == 0) {
    std::fill(space_.partition + collected_, space_.partition + size, StereoFrame{});
    return convolver.TakePartition(space_.partition, work);
  }
  if (step <= 2) return convolver.TransformPartition(step - 1, work);
  const size_t begin = (step - 3) * kTilesPerWrite;
  const size_t end = std::min(begin + kTilesPerWrite, convolver.tiles());
  const size_t index = (written_ - kBegins[level]) / size;
  const auto spectra = [&](size_t channel) {
    return drafts_[channel] == nullptr ? nullptr : &drafts_[channel]->levels[level];
  };
  convolver.KeepPartition(work, begin, end, index, spectra(0), spectra(1));
  if (end < convolver.tiles()) return;
  writing_ = false;
  written_ += collected_;
  collected_ = 0;
  if (written_ < taps_) return;
  drafting_ = false;
  change_.Publish();
}

}  // namespace autocoder
