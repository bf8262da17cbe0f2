// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_REQUESTS_H_
#define AUTOCODER_MODULE_REQUESTS_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "controls/controls.h"
#include "engine/engine.h"
#include "link/messages.h"
#include "link/server.h"
#include "module/banks.h"
#include "module/log.h"
#include "module/meters.h"
#include "module/model_slots.h"
#include "module/model_upload.h"
#include "module/self_check.h"
#include "module/settings.h"
#include "module/stored_presets.h"
#include "store/store.h"

namespace autocoder {

// What there is to ask of.
struct Parts {
  const char* board;  // its name
  Engine* engine;
  Controls* controls;
  Banks* banks;
  Settings* settings;
  StoredPresets* presets;
  Store* store;
  ModelSlots* slots;
  ModelUpload* upload;
  SelfCheck* check;
  Meters* meters;
  Log* log;
  const Server* server;
  uint32_t ram_bytes;
  uint32_t external_ram_bytes;
};

enum class Restart : uint8_t { kNone, kModule, kBootloader };

// Answers everything that can be said to a module. The main loop's.
class Requests final : public RequestHandler {
 public:
  explicit Requests(const Parts& parts) : parts_(parts) {}

  // What somebody asked for; to be done when the answer has been sent.
  Restart restart() const { return restart_; }

  Status Handle(const HelloRequest& request, HelloResponse* response) override;
  Status Handle(const ParameterDescribeRequest& request,
                ParameterDescribeResponse* response) override;
  Status Handle(const ParameterGetRequest& request, ParameterGetResponse* response) override;
  Status Handle(const ParameterSetRequest& request, ParameterSetResponse* response) override;
  Status Handle(const SettingsSaveRequest& request, SettingsSaveResponse* response) override;
  Status Handle(const PresetInfoRequest& request, PresetInfoResponse* response) override;
  Status Handle(const PresetSaveRequest& request, PresetSaveResponse* response) override;
  Status Handle(const PresetRecallRequest& request, PresetRecallResponse* response) override;
  Status Handle(const PresetDeleteRequest& request, PresetDeleteResponse* response) override;
  Status Handle(const PresetReadRequest& request, PresetReadResponse* response) override;
  Status Handle(const PresetWriteRequest& request, PresetWriteResponse* response) override;
  Status Handle(const ControlsReadRequest& request, ControlsReadResponse* response) override;
  Status Handle(const CalibrationGetRequest& request, CalibrationGetResponse* response) override;
  Status Handle(const CalibrationSetRequest& request, CalibrationSetResponse* response) override;
  Status Handle(const ModelInfoRequest& request, ModelInfoResponse* response) override;
  Status Handle(const ModelBeginRequest& request, ModelBeginResponse* response) override;
  Status Handle(const ModelWriteRequest& request, ModelWriteResponse* response) override;
  Status Handle(const ModelCommitRequest& request, ModelCommitResponse* response) override;
  Status Handle(const ModelAbortRequest& request, ModelAbortResponse* response) override;
  Status Handle(const ModelReadRequest& request, ModelReadResponse* response) override;
  Status Handle(const ModelDeleteRequest& request, ModelDeleteResponse* response) override;
  Status Handle(const DecodeRequest& request, DecodeResponse* response) override;
  Status Handle(const SpectrumRequest& request, SpectrumResponse* response) override;
  Status Handle(const SelfTestRequest& request, SelfTestResponse* response) override;
  Status Handle(const MetersRequest& request, MetersResponse* response) override;
  Status Handle(const StatisticsRequest& request, StatisticsResponse* response) override;
  Status Handle(const LogRequest& request, LogResponse* response) override;
  Status Handle(const KeyGetRequest& request, KeyGetResponse* response) override;
  Status Handle(const KeySetRequest& request, KeySetResponse* response) override;
  Status Handle(const FactoryResetRequest& request, FactoryResetResponse* response) override;
  Status Handle(const RebootRequest& request, RebootResponse* response) override;

 private:
  Status Decode(uint8_t slot, const int8_t* latents, int8_t* mel);

  static constexpr size_t kAnswerBytes = 2048;  // of a view in an answer

  Parts parts_;
  Restart restart_ = Restart::kNone;
  alignas(4) uint8_t answer_[kAnswerBytes];
  float bands_[kMelBands];
  float spectrum_[kSpectrumBins];
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_REQUESTS_H_
