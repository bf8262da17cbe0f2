// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "module/requests.h"

namespace autocoder {
namespace {

constexpr uint32_t kConfirmReset = 0x52455345;  // so that no damage and no slip can ask for it

}  // namespace

Status Requests::Handle(const SelfTestRequest&, SelfTestResponse* response) {
  SelfCheck::Result result = {};
  const Status status = parts_.check->Ask(&result);
  response->models = result.models;
  response->store = result.store;
  response->failed = parts_.check->failures();
  response->safe_mode = parts_.check->safe_mode();
  return status;
}

Status Requests::Handle(const MetersRequest&, MetersResponse* response) {
  Meters& meters = *parts_.meters;
  for (size_t i = 0; i < kLatents; ++i) response->latents[i] = meters.latent(i);
  const Peaks peaks = meters.RecentPeaks();
  std::copy(std::begin(peaks.input), std::end(peaks.input), response->input_peak);
  std::copy(std::begin(peaks.output), std::end(peaks.output), response->output_peak);
  const Load load = meters.Recent();
  response->load = load.interrupt;
  response->worst_load = load.worst_block;
  response->loop_load = load.loop;
  response->overruns = parts_.engine->overruns();
  response->blocks = meters.blocks();
  response->mode = static_cast<uint8_t>(meters.mode());
  return Status::kOk;
}

Status Requests::Handle(const StatisticsRequest&, StatisticsResponse* response) {
  const Load load = parts_.meters->total();
  const StoreUsage usage = parts_.store->usage();
  response->blocks = parts_.meters->blocks();
  response->overruns = parts_.engine->overruns();
  response->load = load.interrupt;
  response->worst_load = load.worst_block;
  response->loop_load = load.loop;
  response->link_frames = parts_.server->frames();
  response->link_errors = parts_.server->errors();
  response->store_bytes = usage.bytes;
  response->store_used = usage.used;
  response->flash_blocks = usage.blocks;
  response->flash_erases = usage.erases;
  response->ram_bytes = parts_.ram_bytes;
  response->external_ram_bytes = parts_.external_ram_bytes;
  return Status::kOk;
}

Status Requests::Handle(const LogRequest& request, LogResponse* response) {
  uint32_t position = request.position;
  char* text = reinterpret_cast<char*>(answer_);
  const size_t count = parts_.log->Read(&position, text, sizeof(answer_));
  response->position = position;
  response->text = {answer_, count};
  return Status::kOk;
}

Status Requests::Handle(const KeyGetRequest&, KeyGetResponse* response) {
  std::copy_n(parts_.settings->key(), kKeyBytes, response->key);
  return Status::kOk;
}

Status Requests::Handle(const KeySetRequest& request, KeySetResponse*) {
  return parts_.settings->SetKey(request.key);
}

Status Requests::Handle(const FactoryResetRequest& request, FactoryResetResponse*) {
  if (request.confirm != kConfirmReset) return Status::kBadMessage;
  const Status status = parts_.upload->ResetStore();
  if (status == Status::kOk) parts_.settings->Reset();
  return status;
}

Status Requests::Handle(const RebootRequest& request, RebootResponse*) {
  restart_ = request.bootloader != 0 ? Restart::kBootloader : Restart::kModule;
  return Status::kOk;
}

}  // namespace autocoder
