// SPDX-License-Identifier: MIT
#include "powercut_history.h"

#include <cstdio>
#include <cstdlib>

#include "powercut_scenarios.h"

namespace autocoder {
namespace {

void Require(Status status) {
  if (status == Status::kOk) return;
  std::fprintf(stderr, "powercut: %s without any cut\n", StatusName(status));
  std::abort();
}

}  // namespace

PowercutHistory::PowercutHistory() {
  Require(store_.Mount(&flash_));
  Write("settings", 336);
  Write("calibration", 128);
  Write("preset00", 90);
  Write("preset01", 430);
  Put(MakeModel(0, 33000, 1));
  Put(MakeModel(2, 3000, 2));
}

void PowercutHistory::Write(const char* name, size_t bytes) {
  state_.records[name] = RandomBytes(bytes, steps_ + 10);
  Require(WriteBytes(&store_, name, state_.records[name]));
}

void PowercutHistory::Put(const StoredModel& model) {
  Require(UploadAll(&store_, model.upload, model.bytes));
  state_.models[model.upload.slot] = model;
  has_left_ = false;
}

void PowercutHistory::LeaveUpload() {
  left_ = MakeModel(1, 12000, steps_);
  has_left_ = true;
  uint32_t offset;
  Require(store_.BeginUpload(left_.upload, &offset));
  Require(AppendAll(&store_, left_.bytes, offset, 5000));
}

void PowercutHistory::Step() {
  ++steps_;
  Write("preset00", 60 + random_() % 420);
  if (random_() % 3 == 0) Write("settings", 336);
  if (random_() % 5 == 0) Put(MakeModel(2, 500 + random_() % 6000, steps_));
  if (random_() % 8 == 0) LeaveUpload();
  Require(store_.Mount(&flash_));
}

}  // namespace autocoder
