// SPDX-License-Identifier: MIT
#include "module/model_slots.h"

#include <cstring>
#include <new>

#include "crc32.h"
#include "decoder/self_test.h"

namespace autocoder {
namespace {

// A built-in model as if it had come in a bundle.
Bundle BuiltIn(size_t number) {
  const BakedModel& baked = kModels[number];
  Bundle bundle;
  bundle.name = baked.name;
  bundle.name_bytes = static_cast<uint8_t>(std::strlen(baked.name));
  bundle.gain = baked.gain;
  bundle.decoder = baked.decoder;
  bundle.decoder_bytes = baked.decoder_bytes;
  std::memcpy(bundle.golden, baked.golden, sizeof(bundle.golden));
  if (number == 0 && kEncoderModelBytes > 0) {
    bundle.encoder = kEncoderModel;
    bundle.encoder_bytes = kEncoderModelBytes;
    std::memcpy(bundle.encoded, kGoldenEncoded, sizeof(bundle.encoded));
  }
  return bundle;
}

// Makes a network that works in its place's arena.
template <typename Network, typename Place>
Network* NewNetwork(Place* place) {
  return new (place->network) Network(place->arena, sizeof(place->arena));
}

}  // namespace

Status ModelSlots::Init(ModelSlotsMemory* memory) {
  spare_decoder_count_ = spare_encoder_count_ = 0;
  encoder_ = nullptr;
  for (auto& place : memory->decoders) {
    spare_decoders_[spare_decoder_count_++] = NewNetwork<BoardDecoder>(&place);
  }
  for (auto& place : memory->encoders) {
    spare_encoders_[spare_encoder_count_++] = NewNetwork<DenseEncoder>(&place);
  }
  for (size_t number = 0; number < kModelCount; ++number) {
    const BakedModel& baked = kModels[number];
    built_in_crc32_[number] = Crc32(baked.decoder, baked.decoder_bytes);
    StartBuiltIn(number);
    while (Step()) {
    }
    if (status_ != Status::kOk) return status_;
    TakeSlot();
  }
  return Status::kOk;
}

Models ModelSlots::models() const {
  Models models;
  for (size_t i = 0; i < kModelSlots; ++i) models.slots[i] = {slots_[i].decoder, slots_[i].gain};
  return models;
}

Status ModelSlots::Begin(size_t slot, const Bundle& bundle) {
  if (!kTakesModels) return Status::kNotSupported;
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  if (busy()) return Status::kBusy;
  Start(slot, bundle, ModelSlot::State::kStored);
  return Status::kOk;
}

void ModelSlots::StartBuiltIn(size_t slot) {
  Bundle bundle = BuiltIn(slot);
  bundle.decoder_crc32 = built_in_crc32_[slot];
  Start(slot, bundle, ModelSlot::State::kBuiltIn);
}

void ModelSlots::Start(size_t slot, const Bundle& bundle, ModelSlot::State state) {
  number_ = slot;
  bundle_ = bundle;
  restoring_ = false;
  next_ = {};
  next_.state = state;
  next_.is_signed = bundle.signature != nullptr;
  next_.name_bytes = bundle.name_bytes;
  std::memcpy(next_.name, bundle.name, bundle.name_bytes);
  next_.gain = bundle.gain;
  next_.decoder_crc32 = bundle.decoder_crc32;
  next_.decoder_bytes = bundle.decoder_bytes;
  std::memcpy(next_.golden, bundle.golden, sizeof(next_.golden));
  next_.decoder = spare_decoders_[spare_decoder_count_ - 1];
  next_encoder_ = bundle.encoder == nullptr ? nullptr : spare_encoders_[spare_encoder_count_ - 1];
  load_ = {};
  vector_ = 0;
  stage_ = Stage::kDecoder;
  status_ = Status::kBusy;
}

bool ModelSlots::Step() {
  Status status = Status::kOk;
  switch (stage_) {
    case Stage::kIdle:
    case Stage::kReady:
      return false;
    case Stage::kDecoder:
      status = LoadDecoder();
      break;
    case Stage::kTestDecoder:
      status = TestDecoder();
      break;
    case Stage::kEncoder:
      status = LoadEncoder();
      break;
    case Stage::kTestEncoder:
      status = TestEncoder();
      break;
  }
  if (status != Status::kOk) {
    Drop();
    status_ = status;
  } else if (stage_ == Stage::kReady) {
    status_ = Status::kOk;
    if (restoring_) Play();
  }
  return true;
}

Status ModelSlots::LoadDecoder() {
  const Status status =
      load_.loading ? next_.decoder->StepLoad(&load_)
                    : next_.decoder->BeginLoad(bundle_.decoder, bundle_.decoder_bytes, &load_);
  if (status != Status::kOk || load_.loading) return status;
  stage_ = Stage::kTestDecoder;
  return next_.decoder->mel_bands() == kMelBands ? Status::kOk : Status::kBadShape;
}

Status ModelSlots::TestDecoder() {
  const GoldenVector& golden = next_.golden[vector_];
  if (!DecodesTo(*next_.decoder, golden.latents, golden.mel_crc32)) return Status::kSelfTestFailed;
  if (++vector_ < kGoldenCount) return Status::kOk;
  vector_ = 0;
  stage_ = next_encoder_ == nullptr ? Stage::kReady : Stage::kEncoder;
  return Status::kOk;
}

Status ModelSlots::LoadEncoder() {
  const Status status =
      load_.loading ? next_encoder_->StepLoad(&load_)
                    : next_encoder_->BeginLoad(bundle_.encoder, bundle_.encoder_bytes, &load_);
  if (status != Status::kOk || load_.loading) return status;
  stage_ = Stage::kTestEncoder;
  return next_encoder_->mel_bands() == kMelBands ? Status::kOk : Status::kBadShape;
}

Status ModelSlots::TestEncoder() {
  const int8_t* latents = next_.golden[vector_].latents;
  if (!EncodesTo(*next_.decoder, *next_encoder_, latents, bundle_.encoded[vector_])) {
    return Status::kSelfTestFailed;
  }
  if (++vector_ == kGoldenCount) stage_ = Stage::kReady;
  return Status::kOk;
}

Status ModelSlots::Play() {
  if (stage_ != Stage::kReady) return Status::kNotFound;
  TakeSlot();
  const ModelSlot& slot = slots_[number_];
  Status status = engine_->SetModel(number_, {slot.decoder, slot.gain});
  if (status == Status::kOk && number_ == 0) status = engine_->SetEncoder(encoder_);
  return status;
}

// What was in it is spare from here on. An encoder for another slot than 0 was only tested.
void ModelSlots::TakeSlot() {
  --spare_decoder_count_;
  if (slots_[number_].decoder != nullptr) {
    spare_decoders_[spare_decoder_count_++] = slots_[number_].decoder;
  }
  slots_[number_] = next_;
  stage_ = Stage::kIdle;
  if (number_ != 0) return;
  if (next_encoder_ != nullptr) --spare_encoder_count_;
  if (encoder_ != nullptr) spare_encoders_[spare_encoder_count_++] = encoder_;
  encoder_ = next_encoder_;
}

void ModelSlots::Drop() {
  stage_ = Stage::kIdle;
  status_ = Status::kNotFound;
}

Status ModelSlots::Restore(size_t slot) {
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  if (busy()) return Status::kBusy;
  if (slots_[slot].state != ModelSlot::State::kStored) return Status::kOk;
  if (slot < kModelCount) {
    StartBuiltIn(slot);
    restoring_ = true;
    return Status::kOk;
  }
  const Status status = engine_->SetModel(slot, {});
  if (status != Status::kOk) return status;
  Drop();
  spare_decoders_[spare_decoder_count_++] = slots_[slot].decoder;
  slots_[slot] = {};
  return Status::kOk;
}

bool ModelSlots::DecodesGolden(size_t number, size_t vector) const {
  const ModelSlot& slot = slots_[number];
  if (slot.decoder == nullptr) return false;
  const GoldenVector& golden = slot.golden[vector];
  return DecodesTo(*slot.decoder, golden.latents, golden.mel_crc32);
}

}  // namespace autocoder
