// SPDX-License-Identifier: MIT
// Of parameters, presets and calibration; models and state have files of their own.
#include "module/requests.h"

#include <algorithm>
#include <cstring>

#include "board_decoder.h"
#include "board_memory.h"
#include "link/parameter_texts.h"
#include "serial_port.h"

namespace autocoder {
namespace {

Text TextOf(const char* text) {
  return {text, static_cast<uint8_t>(std::min<size_t>(std::strlen(text), 255))};
}

}  // namespace

Status Requests::Handle(const HelloRequest&, HelloResponse* response) {
  response->protocol = kProtocolVersion;
  response->oldest = kProtocolOldest;
  response->firmware = TextOf(kFirmwareVersion);
  response->board = TextOf(parts_.board);
  response->decoder = TextOf(BoardDecoder::kName);
  response->slots = kModelSlots;
  response->presets = kStoredPresets;
  response->parameters = kParameterCount;
  response->payload_bytes = kPayloadBytes;
  response->window_bytes = kSerialWindowBytes;
  response->model_bytes = kBoardModelBytes;
  response->sample_rate_hz = kSampleRateHz;
  response->block_samples = kBlockSamples;
  return Status::kOk;
}

Status Requests::Handle(const ParameterDescribeRequest& request,
                        ParameterDescribeResponse* response) {
  if (request.parameter >= kParameterCount) return Status::kBadParameter;
  const ParameterText& texts = kParameterText[request.parameter];
  const ParameterRange& range = kParameterRanges[request.parameter];
  response->name = TextOf(texts.name);
  response->unit = TextOf(texts.unit);
  response->minimum = range.minimum;
  response->maximum = range.maximum;
  response->initial = range.initial;
  response->is_switch = texts.is_switch;
  response->whole = range.whole;
  response->in_preset = range.in_preset;
  response->choices = TextOf(texts.choices);
  response->help = TextOf(texts.help);
  return Status::kOk;
}

Status Requests::Handle(const ParameterGetRequest& request, ParameterGetResponse* response) {
  return parts_.banks->Get(request.bank, request.parameter, &response->value);
}

Status Requests::Handle(const ParameterSetRequest& request, ParameterSetResponse* response) {
  const Status status = parts_.banks->Set(request.bank, request.parameter, request.value);
  if (status != Status::kOk) return status;
  return parts_.banks->Get(request.bank, request.parameter, &response->value);
}

Status Requests::Handle(const SettingsSaveRequest&, SettingsSaveResponse*) {
  return parts_.settings->SaveBanks();
}

Status Requests::Handle(const PresetInfoRequest& request, PresetInfoResponse* response) {
  const StoredPreset* preset;
  size_t count;
  const Status status = parts_.presets->Read(request.number, &preset, &count);
  if (status == Status::kNotFound) return Status::kOk;
  if (status != Status::kOk) return status;
  response->used = 1;
  response->name = preset->text();
  return Status::kOk;
}

// The panel has no latents of its own; its preset has those that play.
Status Requests::Handle(const PresetSaveRequest& request, PresetSaveResponse*) {
  if (request.bank >= kBanks) return Status::kBadParameter;
  BankValues values;
  parts_.banks->Read(request.bank, values);
  for (size_t i = 0; i < kLatents && request.bank == 0; ++i) {
    values[kParameterCount + i] = static_cast<float>(parts_.meters->latent(i)) / kPositionOne;
  }
  return parts_.presets->Write(request.number, request.name, values, kBankValues);
}

Status Requests::Handle(const PresetRecallRequest& request, PresetRecallResponse*) {
  if (request.bank >= kBanks) return Status::kBadParameter;
  const StoredPreset* preset;
  size_t count;
  const Status status = parts_.presets->Read(request.number, &preset, &count);
  if (status == Status::kOk) parts_.banks->Write(request.bank, preset->values, count);
  return status;
}

Status Requests::Handle(const PresetDeleteRequest& request, PresetDeleteResponse*) {
  return parts_.presets->Remove(request.number);
}

Status Requests::Handle(const PresetReadRequest& request, PresetReadResponse* response) {
  const StoredPreset* preset;
  size_t count;
  const Status status = parts_.presets->Read(request.number, &preset, &count);
  if (status != Status::kOk) return status;
  response->name = preset->text();
  response->values = {reinterpret_cast<const uint8_t*>(preset->values), count * sizeof(float)};
  return Status::kOk;
}

Status Requests::Handle(const PresetWriteRequest& request, PresetWriteResponse*) {
  const size_t bytes = request.values.size;
  if (bytes > sizeof(answer_) || bytes % sizeof(float) != 0) return Status::kBadMessage;
  std::copy_n(request.values.begin, bytes, answer_);  // aligned
  return parts_.presets->Write(request.number, request.name,
                               reinterpret_cast<const float*>(answer_), bytes / sizeof(float));
}

Status Requests::Handle(const ControlsReadRequest&, ControlsReadResponse* response) {
  return parts_.meters->ReadCounts(response->counts) ? Status::kOk : Status::kBusy;
}

Status Requests::Handle(const CalibrationGetRequest& request, CalibrationGetResponse* response) {
  if (request.channel >= kControlChannels) return Status::kBadCalibration;
  const Calibration calibration = parts_.controls->calibration(request.channel);
  response->low_counts = calibration.low_counts;
  response->high_counts = calibration.high_counts;
  return Status::kOk;
}

Status Requests::Handle(const CalibrationSetRequest& request, CalibrationSetResponse*) {
  return parts_.settings->SetCalibration(request.channel,
                                         {request.low_counts, request.high_counts});
}

}  // namespace autocoder
