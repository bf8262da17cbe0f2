// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_TWINS_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_TWINS_H_

#include "powercut_state.h"
#include "store/store.h"

namespace autocoder {

// Stores that do things in the wrong order, each in one way: the trials must find them out.

class RemovesBeforeCommit : public Store {
 public:
  Status CommitUpload() {
    const Status status = RemoveModel(upload()->slot);
    return status == Status::kOk ? Store::CommitUpload() : status;
  }
};

class WritesInPlace : public Store {
 public:
  Status WriteRecord(const char* name, uint16_t version, const void* data, size_t size) {
    const Status status = RemoveRecord(name);
    return status == Status::kOk ? Store::WriteRecord(name, version, data, size) : status;
  }
};

class ResetsOneByOne : public Store {
 public:
  Status FactoryReset() {
    Status status = Status::kOk;
    for (const char* name : kRecordNames) {
      if (status == Status::kOk) status = RemoveRecord(name);
    }
    for (uint8_t slot = 0; slot < kStoreSlots; ++slot) {
      if (status == Status::kOk) status = RemoveModel(slot);
    }
    return status;
  }
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_TWINS_H_
