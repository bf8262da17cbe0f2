// SPDX-License-Identifier: MIT
#include "engine/filter.h"

namespace autocoder {
namespace {

constexpr float kFadeStep = 1.0f / (kUpdateBlocks * kBlockSamples);

}  // namespace

Status Filter::Init(FilterMemory* memory) {
  memory_ = memory;
  block_ = 0;
  version_ = 0;
  exchange_.Init(&memory_->responses);
  Status status = convolver_.Init(&memory_->convolver);
  if (status == Status::kOk) status = designer_.Init(&memory_->designer);
  if (status == Status::kOk) status = partition_fft_.Init(kPartitionFft);
  return status;
}

void Filter::Process(const Place& place, const StereoFrame* in, StereoFrame* out) {
  if (block_ == 0) {
    exchange_.Turn();
    exchange_.Request(place);
  }
  convolver_.Push(in);
  convolver_.Pull(exchange_.current(), out);
  if (exchange_.fading()) FadeIn(out);
  block_ = (block_ + 1) % kUpdateBlocks;
}

// Crossfades this block from the current to the incoming response, linearly over the period.
void Filter::FadeIn(StereoFrame* out) {
  convolver_.Pull(exchange_.incoming(), memory_->incoming);
  size_t step = block_ * kBlockSamples;
  for (size_t i = 0; i < kBlockSamples; ++i, ++step) {
    const float gain = static_cast<float>(step) * kFadeStep;
    const StereoFrame incoming = memory_->incoming[i];
    out[i].left += gain * (incoming.left - out[i].left);
    out[i].right += gain * (incoming.right - out[i].right);
  }
}

void Filter::Render(const float* spectrum, uint32_t version) {
  if (version == version_) return exchange_.Decline();
  version_ = version;
  PartitionResponse(designer_.Design(spectrum), partition_fft_, exchange_.draft());
  exchange_.Publish();
}

}  // namespace autocoder
