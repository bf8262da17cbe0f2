// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "engine/spectrum.h"
#include "module/requests.h"

namespace autocoder {
namespace {

Upload UploadOf(uint8_t slot, uint32_t bytes, const uint8_t (&hash)[kHashBytes]) {
  Upload upload = {slot, bytes, {}};
  std::copy(std::begin(hash), std::end(hash), upload.hash);
  return upload;
}

}  // namespace

Status Requests::Handle(const ModelInfoRequest& request, ModelInfoResponse* response) {
  if (request.slot >= kModelSlots) return Status::kUnknownSlot;
  const ModelSlot& slot = parts_.slots->slot(request.slot);
  response->state = static_cast<uint8_t>(slot.state);
  response->is_signed = slot.is_signed;
  response->name = {slot.name, slot.name_bytes};
  response->gain = slot.gain;
  response->decoder_crc32 = slot.decoder_crc32;
  if (slot.state != ModelSlot::State::kStored) return Status::kOk;
  response->size_bytes = parts_.store->ModelBytes(request.slot);
  return parts_.store->ModelHash(request.slot, response->hash);
}

Status Requests::Handle(const ModelBeginRequest& request, ModelBeginResponse* response) {
  bool present = false;
  const Status status = parts_.upload->Begin(
      UploadOf(request.slot, request.size_bytes, request.hash), &present, &response->offset);
  response->present = present;
  return status;
}

Status Requests::Handle(const ModelWriteRequest& request, ModelWriteResponse* response) {
  return parts_.upload->Write(request.offset, request.data.begin, request.data.size,
                              &response->next);
}

Status Requests::Handle(const ModelCommitRequest& request, ModelCommitResponse*) {
  return parts_.upload->Commit(request.slot, request.hash);
}

Status Requests::Handle(const ModelAbortRequest&, ModelAbortResponse*) {
  return parts_.upload->Abort();
}

Status Requests::Handle(const ModelReadRequest& request, ModelReadResponse* response) {
  if (request.slot >= kModelSlots) return Status::kUnknownSlot;
  const uint32_t bytes = parts_.store->ModelBytes(request.slot);
  if (bytes == 0) return Status::kNotFound;
  if (request.offset > bytes) return Status::kWrongOffset;
  const size_t count = std::min<size_t>(
      {request.count, sizeof(answer_), static_cast<size_t>(bytes - request.offset)});
  response->data = {answer_, count};
  return parts_.store->ReadModel(request.slot, request.offset, answer_, count);
}

Status Requests::Handle(const ModelDeleteRequest& request, ModelDeleteResponse*) {
  return parts_.upload->Delete(request.slot);
}

Status Requests::Decode(uint8_t slot, const int8_t* latents, int8_t* mel) {
  if (slot >= kModelSlots) return Status::kUnknownSlot;
  BoardDecoder* decoder = parts_.slots->slot(slot).decoder;
  if (decoder == nullptr) return Status::kNotFound;
  decoder->Decode(latents, mel);
  return Status::kOk;
}

Status Requests::Handle(const DecodeRequest& request, DecodeResponse* response) {
  response->mel = {answer_, kMelBands};
  return Decode(request.slot, request.latents, reinterpret_cast<int8_t*>(answer_));
}

Status Requests::Handle(const SpectrumRequest& request, SpectrumResponse* response) {
  const size_t first = request.first_bin;
  if (first >= kSpectrumBins) return Status::kBadParameter;
  int8_t mel[kMelBands];
  const Status status = Decode(request.slot, request.latents, mel);
  if (status != Status::kOk) return status;
  MelToBands(mel, parts_.slots->slot(request.slot).gain, bands_);
  BandsToSpectrum(bands_, spectrum_);
  const size_t bins = std::min<size_t>(
      {request.bins, sizeof(answer_) / sizeof(float), kSpectrumBins - first});
  response->amplitudes = {reinterpret_cast<const uint8_t*>(spectrum_ + first),
                          bins * sizeof(float)};
  return Status::kOk;
}

}  // namespace autocoder
