// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_STATE_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_STATE_H_

#include <cstring>
#include <map>
#include <string>

#include "store/store.h"
#include "store_fixture.h"

namespace autocoder {

struct StoredModel {
  Upload upload;
  Bytes bytes;
};

inline StoredModel MakeModel(uint8_t slot, size_t bytes, uint32_t seed) {
  const Bytes content = RandomBytes(bytes, seed);
  return {Announce(slot, content, seed), content};
}

inline bool IsSame(const Upload& a, const Upload& b) {
  return a.slot == b.slot && a.bytes == b.bytes && std::memcmp(a.hash, b.hash, kHashBytes) == 0;
}

// All that a store may hold in these trials.
constexpr const char* kRecordNames[] = {"settings", "calibration", "preset00", "preset01",
                                        "preset02"};
constexpr uint8_t kSlotsInUse = 3;

// What a store should hold.
struct StoreState {
  std::map<std::string, Bytes> records;
  std::map<uint8_t, StoredModel> models;
};

// What is wrong with a store, "" where nothing is.
template <typename AnyStore>
const char* RecordFault(AnyStore* store, const StoreState& state) {
  uint8_t data[1024];
  for (const char* name : kRecordNames) {
    uint16_t version;
    size_t size;
    const Status status = store->ReadRecord(name, &version, data, sizeof(data), &size);
    const auto expected = state.records.find(name);
    if (expected == state.records.end()) {
      if (status != Status::kNotFound) return "a record is there that should not be";
    } else if (status != Status::kOk) {
      return status == Status::kNotFound ? "a record is lost" : "a record cannot be read";
    } else if (version != expected->second.size() || size != expected->second.size() ||
               std::memcmp(data, expected->second.data(), size) != 0) {
      return "a record is another";
    }
  }
  return "";
}

template <typename AnyStore>
const char* ModelFault(AnyStore* store, const StoreState& state) {
  for (uint8_t slot = 0; slot < kSlotsInUse; ++slot) {
    const auto expected = state.models.find(slot);
    uint8_t hash[kHashBytes];
    const Status status = store->ModelHash(slot, hash);
    if (expected == state.models.end()) {
      if (status != Status::kNotFound) return "a model is there that should not be";
    } else if (status != Status::kOk) {
      return "a model is lost";
    } else if (std::memcmp(hash, expected->second.upload.hash, kHashBytes) != 0 ||
               ReadWholeModel(store, slot) != expected->second.bytes) {
      return "a model is another";
    }
  }
  return "";
}

template <typename AnyStore>
const char* StateFault(AnyStore* store, const StoreState& state) {
  const char* fault = RecordFault(store, state);
  return *fault == '\0' ? ModelFault(store, state) : fault;
}

// What has come of an upload begins as the model does.
template <typename AnyStore>
bool HasBeginningOf(AnyStore* store, const StoredModel& model) {
  Bytes come(store->upload_bytes());
  for (size_t done = 0; done < come.size(); done += kPieceBytes) {
    const size_t count = std::min(kPieceBytes, come.size() - done);
    if (store->ReadUpload(static_cast<uint32_t>(done), come.data() + done, count) != Status::kOk) {
      return false;
    }
  }
  return come.size() <= model.bytes.size() &&
         std::equal(come.begin(), come.end(), model.bytes.begin());
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_STATE_H_
