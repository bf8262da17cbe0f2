// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_SCENARIOS_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_SCENARIOS_H_

#include <string>
#include <vector>

#include "powercut_state.h"
#include "status.h"

namespace autocoder {

// Something that is done to a store, and what it should hold then. Doing it again is harmless.
template <typename AnyStore>
struct Scenario {
  const char* name;
  bool is_small;  // few enough operations for every pair of cuts
  Status (*run)(AnyStore* store);
  void (*apply)(StoreState* state);
};

// Longer than what an upload keeps back from one sync to the next.
inline const StoredModel& NewModel() {
  static const StoredModel model = MakeModel(1, 36000, 77);
  return model;
}

inline const StoredModel& ReplacingModel() {
  static const StoredModel model = MakeModel(0, 34000, 78);
  return model;
}

inline const StoredModel& SmallReplacingModel() {
  static const StoredModel model = MakeModel(2, 1500, 79);
  return model;
}

template <typename AnyStore>
Status WriteBytes(AnyStore* store, const char* name, const Bytes& bytes) {
  return store->WriteRecord(name, static_cast<uint16_t>(bytes.size()), bytes.data(), bytes.size());
}

// As a host does it: what is there already is not sent again.
template <typename AnyStore>
Status UploadUnlessThere(AnyStore* store, const StoredModel& model) {
  uint8_t hash[kHashBytes];
  if (store->ModelHash(model.upload.slot, hash) == Status::kOk &&
      std::memcmp(hash, model.upload.hash, kHashBytes) == 0) {
    return Status::kOk;
  }
  return UploadAll(store, model.upload, model.bytes);
}

// A record that is there already but for kName's first time; of several sizes, within the folder
// and in blocks of their own.
struct RecordChange {
  const char* name;
  size_t bytes;
};
constexpr RecordChange kPresetSave = {"preset01", 430};
constexpr RecordChange kFirstPresetSave = {"preset02", 200};
constexpr RecordChange kCalibrationChange = {"calibration", 128};
constexpr RecordChange kSettingsChange = {"settings", 336};

template <typename AnyStore, const RecordChange& change>
Scenario<AnyStore> RecordScenario(const char* name) {
  return {name, true,
          [](AnyStore* store) {
            return WriteBytes(store, change.name, RandomBytes(change.bytes, 500));
          },
          [](StoreState* state) {
            state->records[change.name] = RandomBytes(change.bytes, 500);
          }};
}

template <typename AnyStore, const StoredModel& (*model)()>
Scenario<AnyStore> UploadScenario(const char* name, bool is_small) {
  return {name, is_small, [](AnyStore* store) { return UploadUnlessThere(store, model()); },
          [](StoreState* state) { state->models[model().upload.slot] = model(); }};
}

template <typename AnyStore>
std::vector<Scenario<AnyStore>> AllScenarios() {
  return {
      UploadScenario<AnyStore, NewModel>("model upload", false),
      UploadScenario<AnyStore, ReplacingModel>("model replace", false),
      UploadScenario<AnyStore, SmallReplacingModel>("small model replace", true),
      {"model delete", true, [](AnyStore* store) { return store->RemoveModel(0); },
       [](StoreState* state) { state->models.erase(0); }},
      RecordScenario<AnyStore, kPresetSave>("preset save"),
      RecordScenario<AnyStore, kFirstPresetSave>("first preset save"),
      {"preset delete", true, [](AnyStore* store) { return store->RemoveRecord("preset00"); },
       [](StoreState* state) { state->records.erase("preset00"); }},
      RecordScenario<AnyStore, kCalibrationChange>("calibration"),
      RecordScenario<AnyStore, kSettingsChange>("settings change"),
      {"factory reset", true, [](AnyStore* store) { return store->FactoryReset(); },
       [](StoreState* state) { *state = {}; }},
  };
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_SCENARIOS_H_
