// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.
#ifndef AUTOCODER_LINK_MESSAGES_H_
#define AUTOCODER_LINK_MESSAGES_H_

#include <cstddef>
#include <cstdint>

#include "link/wire.h"
#include "status.h"

namespace autocoder {

constexpr uint16_t kProtocolVersion = 2;
constexpr uint16_t kProtocolOldest = 1;  // that this side still understands
constexpr size_t kPayloadBytes = 2064;  // of a message, at most
constexpr char kFirmwareVersion[] = "0.1.0";
constexpr uint8_t kMessageCount = 31;  // numbered from 1 on

// hello: who is there, and what both sides understand
struct HelloRequest {
  static constexpr uint8_t kNumber = 1;
  uint16_t protocol = 0;
  uint16_t oldest = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&protocol);
    wire->Field(&oldest);
  }
};

struct HelloResponse {
  uint16_t protocol = 0;
  uint16_t oldest = 0;
  Text firmware;
  Text board;
  Text decoder;
  uint8_t slots = 0;
  uint8_t presets = 0;
  uint16_t parameters = 0;
  uint16_t payload_bytes = 0;
  uint32_t window_bytes = 0;
  uint32_t model_bytes = 0;
  uint32_t sample_rate_hz = 0;
  uint16_t block_samples = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&protocol);
    wire->Field(&oldest);
    wire->Field(&firmware);
    wire->Field(&board);
    wire->Field(&decoder);
    wire->Field(&slots);
    wire->Field(&presets);
    wire->Field(&parameters);
    wire->Field(&payload_bytes);
    wire->Field(&window_bytes);
    wire->Field(&model_bytes);
    wire->Field(&sample_rate_hz);
    wire->Field(&block_samples);
  }
};

// parameter_describe: one of the module's parameters by its number
struct ParameterDescribeRequest {
  static constexpr uint8_t kNumber = 2;
  uint16_t parameter = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&parameter);
  }
};

struct ParameterDescribeResponse {
  Text name;
  Text unit;
  float minimum = 0.0f;
  float maximum = 0.0f;
  float initial = 0.0f;
  uint8_t is_switch = 0;
  uint8_t whole = 0;
  uint8_t in_preset = 0;
  Text choices;
  Text help;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&name);
    wire->Field(&unit);
    wire->Field(&minimum);
    wire->Field(&maximum);
    wire->Field(&initial);
    wire->Field(&is_switch);
    wire->Field(&whole);
    wire->Field(&in_preset);
    wire->Field(&choices);
    wire->Field(&help);
  }
};

// parameter_get: a value; numbers from hello's `parameters` on are the latents of a preset
struct ParameterGetRequest {
  static constexpr uint8_t kNumber = 3;
  uint8_t bank = 0;
  uint16_t parameter = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&bank);
    wire->Field(&parameter);
  }
};

struct ParameterGetResponse {
  float value = 0.0f;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&value);
  }
};

// parameter_set: a value, brought into its range
struct ParameterSetRequest {
  static constexpr uint8_t kNumber = 4;
  uint8_t bank = 0;
  uint16_t parameter = 0;
  float value = 0.0f;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&bank);
    wire->Field(&parameter);
    wire->Field(&value);
  }
};

struct ParameterSetResponse {
  float value = 0.0f;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&value);
  }
};

// settings_save: keep all parameters, of the panel and of both presets, for the next start
struct SettingsSaveRequest {
  static constexpr uint8_t kNumber = 5;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct SettingsSaveResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// preset_info: what is stored under a number from 0 on
struct PresetInfoRequest {
  static constexpr uint8_t kNumber = 6;
  uint8_t number = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
  }
};

struct PresetInfoResponse {
  uint8_t used = 0;
  Text name;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&used);
    wire->Field(&name);
  }
};

// preset_save: store a bank, the panel with its latents as they are, under a number
struct PresetSaveRequest {
  static constexpr uint8_t kNumber = 7;
  uint8_t number = 0;
  uint8_t bank = 0;
  Text name;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
    wire->Field(&bank);
    wire->Field(&name);
  }
};

struct PresetSaveResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// preset_recall: take what is stored under a number into a bank
struct PresetRecallRequest {
  static constexpr uint8_t kNumber = 8;
  uint8_t number = 0;
  uint8_t bank = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
    wire->Field(&bank);
  }
};

struct PresetRecallResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// preset_delete: forget what is stored under a number
struct PresetDeleteRequest {
  static constexpr uint8_t kNumber = 9;
  uint8_t number = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
  }
};

struct PresetDeleteResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// preset_read: a stored preset: parameters by number, then latents
struct PresetReadRequest {
  static constexpr uint8_t kNumber = 10;
  uint8_t number = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
  }
};

struct PresetReadResponse {
  Text name;
  Bytes values;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&name);
    wire->Field(&values);
  }
};

// preset_write: store a preset that was read
struct PresetWriteRequest {
  static constexpr uint8_t kNumber = 11;
  uint8_t number = 0;
  Text name;
  Bytes values;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&number);
    wire->Field(&name);
    wire->Field(&values);
  }
};

struct PresetWriteResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// controls_read: mean counts of the converters: knobs, then CVs
struct ControlsReadRequest {
  static constexpr uint8_t kNumber = 12;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct ControlsReadResponse {
  uint16_t counts[16] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&counts);
  }
};

// calibration_get: where a channel's converter stands at both ends: knobs, then CVs at 0 V and +5 V
struct CalibrationGetRequest {
  static constexpr uint8_t kNumber = 13;
  uint8_t channel = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&channel);
  }
};

struct CalibrationGetResponse {
  int32_t low_counts = 0;
  int32_t high_counts = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&low_counts);
    wire->Field(&high_counts);
  }
};

// calibration_set: another calibration of a channel, kept from now on
struct CalibrationSetRequest {
  static constexpr uint8_t kNumber = 14;
  uint8_t channel = 0;
  int32_t low_counts = 0;
  int32_t high_counts = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&channel);
    wire->Field(&low_counts);
    wire->Field(&high_counts);
  }
};

struct CalibrationSetResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// model_info: what a slot holds: nothing, a model that is built in, or one that was stored
struct ModelInfoRequest {
  static constexpr uint8_t kNumber = 15;
  uint8_t slot = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
  }
};

struct ModelInfoResponse {
  uint8_t state = 0;
  uint8_t is_signed = 0;
  Text name;
  float gain = 0.0f;
  uint32_t decoder_crc32 = 0;
  uint32_t size_bytes = 0;
  uint8_t hash[32] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&state);
    wire->Field(&is_signed);
    wire->Field(&name);
    wire->Field(&gain);
    wire->Field(&decoder_crc32);
    wire->Field(&size_bytes);
    wire->Field(&hash);
  }
};

// model_begin: a bundle for a slot is to come; says from where on, or that the slot holds it
// already
struct ModelBeginRequest {
  static constexpr uint8_t kNumber = 16;
  uint8_t slot = 0;
  uint32_t size_bytes = 0;
  uint8_t hash[32] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
    wire->Field(&size_bytes);
    wire->Field(&hash);
  }
};

struct ModelBeginResponse {
  uint8_t present = 0;
  uint32_t offset = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&present);
    wire->Field(&offset);
  }
};

// model_write: the next piece of the bundle
struct ModelWriteRequest {
  static constexpr uint8_t kNumber = 17;
  uint32_t offset = 0;
  Bytes data;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&offset);
    wire->Field(&data);
  }
};

struct ModelWriteResponse {
  uint32_t next = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&next);
  }
};

// model_commit: check the bundle, keep it and play it; busy until that is done
struct ModelCommitRequest {
  static constexpr uint8_t kNumber = 18;
  uint8_t slot = 0;
  uint8_t hash[32] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
    wire->Field(&hash);
  }
};

struct ModelCommitResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// model_abort: forget what has come of a bundle
struct ModelAbortRequest {
  static constexpr uint8_t kNumber = 19;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct ModelAbortResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// model_read: a piece of a stored bundle
struct ModelReadRequest {
  static constexpr uint8_t kNumber = 20;
  uint8_t slot = 0;
  uint32_t offset = 0;
  uint16_t count = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
    wire->Field(&offset);
    wire->Field(&count);
  }
};

struct ModelReadResponse {
  Bytes data;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&data);
  }
};

// model_delete: forget a stored model; the one that is built in plays again
struct ModelDeleteRequest {
  static constexpr uint8_t kNumber = 21;
  uint8_t slot = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
  }
};

struct ModelDeleteResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// decode: the int8 mel frame of int8 latents
struct DecodeRequest {
  static constexpr uint8_t kNumber = 22;
  uint8_t slot = 0;
  int8_t latents[8] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
    wire->Field(&latents);
  }
};

struct DecodeResponse {
  Bytes mel;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&mel);
  }
};

// spectrum: a stretch of the linear amplitudes, f32 each, of int8 latents
struct SpectrumRequest {
  static constexpr uint8_t kNumber = 23;
  uint8_t slot = 0;
  int8_t latents[8] = {};
  uint16_t first_bin = 0;
  uint16_t bins = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&slot);
    wire->Field(&latents);
    wire->Field(&first_bin);
    wire->Field(&bins);
  }
};

struct SpectrumResponse {
  Bytes amplitudes;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&amplitudes);
  }
};

// self_test: what the module finds of itself: a bit for each slot that decodes its golden vectors,
// whether the store can be written, a bit for what failed at power-up (1 memory, 2 codec, 4
// converters, 8 store, 16 decoder), and whether it is in safe mode
struct SelfTestRequest {
  static constexpr uint8_t kNumber = 24;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct SelfTestResponse {
  uint8_t models = 0;
  uint8_t store = 0;
  uint8_t failed = 0;
  uint8_t safe_mode = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&models);
    wire->Field(&store);
    wire->Field(&failed);
    wire->Field(&safe_mode);
  }
};

// meters: what moves: positions of the latents, peaks since the last time, shares of the time
struct MetersRequest {
  static constexpr uint8_t kNumber = 25;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct MetersResponse {
  uint16_t latents[8] = {};
  float input_peak[2] = {};
  float output_peak[2] = {};
  float load = 0.0f;
  float worst_load = 0.0f;
  float loop_load = 0.0f;
  uint32_t overruns = 0;
  uint32_t blocks = 0;
  uint8_t mode = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&latents);
    wire->Field(&input_peak);
    wire->Field(&output_peak);
    wire->Field(&load);
    wire->Field(&worst_load);
    wire->Field(&loop_load);
    wire->Field(&overruns);
    wire->Field(&blocks);
    wire->Field(&mode);
  }
};

// statistics: the budget as measured since the start, and what the store holds
struct StatisticsRequest {
  static constexpr uint8_t kNumber = 26;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct StatisticsResponse {
  uint32_t blocks = 0;
  uint32_t overruns = 0;
  float load = 0.0f;
  float worst_load = 0.0f;
  float loop_load = 0.0f;
  uint32_t link_frames = 0;
  uint32_t link_errors = 0;
  uint32_t store_bytes = 0;
  uint32_t store_used = 0;
  uint32_t flash_blocks = 0;
  uint32_t flash_erases = 0;
  uint32_t ram_bytes = 0;
  uint32_t external_ram_bytes = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&blocks);
    wire->Field(&overruns);
    wire->Field(&load);
    wire->Field(&worst_load);
    wire->Field(&loop_load);
    wire->Field(&link_frames);
    wire->Field(&link_errors);
    wire->Field(&store_bytes);
    wire->Field(&store_used);
    wire->Field(&flash_blocks);
    wire->Field(&flash_erases);
    wire->Field(&ram_bytes);
    wire->Field(&external_ram_bytes);
  }
};

// log: lines that the module has written, from a position on
struct LogRequest {
  static constexpr uint8_t kNumber = 27;
  uint32_t position = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&position);
  }
};

struct LogResponse {
  uint32_t position = 0;
  Bytes text;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&position);
    wire->Field(&text);
  }
};

// key_get: the public key that models must be signed with; all zero takes any model
struct KeyGetRequest {
  static constexpr uint8_t kNumber = 28;

  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

struct KeyGetResponse {
  uint8_t key[32] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&key);
  }
};

// key_set: another such key
struct KeySetRequest {
  static constexpr uint8_t kNumber = 29;
  uint8_t key[32] = {};

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&key);
  }
};

struct KeySetResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// factory_reset: forget models, presets, calibration and settings; `confirm` is 0x52455345
struct FactoryResetRequest {
  static constexpr uint8_t kNumber = 30;
  uint32_t confirm = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&confirm);
  }
};

struct FactoryResetResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// reboot: start again; into the bootloader with 1
struct RebootRequest {
  static constexpr uint8_t kNumber = 31;
  uint8_t bootloader = 0;

  template <typename Wire>
  void Fields(Wire* wire) {
    wire->Field(&bootloader);
  }
};

struct RebootResponse {
  template <typename Wire>
  void Fields(Wire* /*wire*/) {}
};

// Answers requests. Anything but kOk refuses one. What a request points to is there until Handle
// returns; what a response points to must be there until the next call.
class RequestHandler {
 public:
  virtual Status Handle(const HelloRequest& request, HelloResponse* response) = 0;
  virtual Status Handle(const ParameterDescribeRequest& request, ParameterDescribeResponse* response) = 0;
  virtual Status Handle(const ParameterGetRequest& request, ParameterGetResponse* response) = 0;
  virtual Status Handle(const ParameterSetRequest& request, ParameterSetResponse* response) = 0;
  virtual Status Handle(const SettingsSaveRequest& request, SettingsSaveResponse* response) = 0;
  virtual Status Handle(const PresetInfoRequest& request, PresetInfoResponse* response) = 0;
  virtual Status Handle(const PresetSaveRequest& request, PresetSaveResponse* response) = 0;
  virtual Status Handle(const PresetRecallRequest& request, PresetRecallResponse* response) = 0;
  virtual Status Handle(const PresetDeleteRequest& request, PresetDeleteResponse* response) = 0;
  virtual Status Handle(const PresetReadRequest& request, PresetReadResponse* response) = 0;
  virtual Status Handle(const PresetWriteRequest& request, PresetWriteResponse* response) = 0;
  virtual Status Handle(const ControlsReadRequest& request, ControlsReadResponse* response) = 0;
  virtual Status Handle(const CalibrationGetRequest& request, CalibrationGetResponse* response) = 0;
  virtual Status Handle(const CalibrationSetRequest& request, CalibrationSetResponse* response) = 0;
  virtual Status Handle(const ModelInfoRequest& request, ModelInfoResponse* response) = 0;
  virtual Status Handle(const ModelBeginRequest& request, ModelBeginResponse* response) = 0;
  virtual Status Handle(const ModelWriteRequest& request, ModelWriteResponse* response) = 0;
  virtual Status Handle(const ModelCommitRequest& request, ModelCommitResponse* response) = 0;
  virtual Status Handle(const ModelAbortRequest& request, ModelAbortResponse* response) = 0;
  virtual Status Handle(const ModelReadRequest& request, ModelReadResponse* response) = 0;
  virtual Status Handle(const ModelDeleteRequest& request, ModelDeleteResponse* response) = 0;
  virtual Status Handle(const DecodeRequest& request, DecodeResponse* response) = 0;
  virtual Status Handle(const SpectrumRequest& request, SpectrumResponse* response) = 0;
  virtual Status Handle(const SelfTestRequest& request, SelfTestResponse* response) = 0;
  virtual Status Handle(const MetersRequest& request, MetersResponse* response) = 0;
  virtual Status Handle(const StatisticsRequest& request, StatisticsResponse* response) = 0;
  virtual Status Handle(const LogRequest& request, LogResponse* response) = 0;
  virtual Status Handle(const KeyGetRequest& request, KeyGetResponse* response) = 0;
  virtual Status Handle(const KeySetRequest& request, KeySetResponse* response) = 0;
  virtual Status Handle(const FactoryResetRequest& request, FactoryResetResponse* response) = 0;
  virtual Status Handle(const RebootRequest& request, RebootResponse* response) = 0;

 protected:
  ~RequestHandler() = default;
};

// Reads a request by its number, has it handled and writes the answer. Where it returns anything
// but kOk the request is refused for that reason, whatever has been written.
Status Dispatch(uint8_t number, Reader* request, RequestHandler* handler, Writer* response);

}  // namespace autocoder

#endif  // AUTOCODER_LINK_MESSAGES_H_
