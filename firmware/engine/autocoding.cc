// SPDX-License-Identifier: MIT
#include "engine/autocoding.h"

#include <algorithm>
#include <cmath>

namespace autocoder {
namespace {

constexpr int32_t kMiddle = 32768;
constexpr int32_t kHighest = kPositionOne;
constexpr int kFollowBits = 15;
constexpr int32_t kFollowOne = 1 << kFollowBits;
static_assert(kDecoderLatents == kLatents);

// -128..127 to 0..65535, the inverse of the decoder's input quantization.
int32_t Position(int8_t latent) { return (latent + 128) * 257; }

}  // namespace

Status Autocoding::Init(AutocodingMemory* memory, Encoder* encoder) {
  exchange_.Init();
  const Status status = SetEncoder(encoder);
  return status == Status::kOk ? input_.Init(&memory->input) : status;
}

// A frame that the one before has begun is not finished.
Status Autocoding::SetEncoder(Encoder* encoder) {
  if (encoder != nullptr && encoder->mel_bands() != kMelBands) return Status::kBadShape;
  encoder_ = encoder;
  encoding_ = false;
  has_encoder_.store(encoder != nullptr, std::memory_order_release);
  return Status::kOk;
}

void Autocoding::Push(const StereoFrame* in, float follow) {
  if (has_encoder_.load(std::memory_order_acquire)) input_.Push(in, follow != 0.0f);
}

const uint16_t* Autocoding::Move(float follow, const uint16_t* knobs) {
  if (!has_encoder_.load(std::memory_order_acquire)) exchange_.Forget();
  const int8_t* encoded = exchange_.Newest();
  if (encoded == nullptr) {
    std::copy_n(knobs, kLatents, latents_);
    return latents_;
  }
  const int32_t share = std::lround(follow * kFollowOne);
  for (size_t i = 0; i < kLatents; ++i) {
    const int32_t away = Position(encoded[i]) - kMiddle;
    const int32_t moved = knobs[i] + ((away * share + kFollowOne / 2) >> kFollowBits);
    latents_[i] = static_cast<uint16_t>(std::clamp(moved, int32_t{0}, kHighest));
  }
  return latents_;
}

bool Autocoding::Step() {
  if (encoder_ == nullptr) return false;
  if (encoding_) {
    encoding_ = !encoder_->Step(exchange_.draft());
    if (!encoding_) exchange_.Publish();
    return true;
  }
  const InputMel::Piece piece = input_.Step();
  if (piece == InputMel::Piece::kLast) {
    encoder_->Begin(input_.mel());
    encoding_ = true;
  }
  return piece != InputMel::Piece::kNone;
}

}  // namespace autocoder
