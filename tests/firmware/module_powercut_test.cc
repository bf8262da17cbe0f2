// SPDX-License-Identifier: MIT
// The power is cut in every operation of what a module keeps, and the whole module started again.
// tests/store/ cuts the store alone, far more often.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "bundle_writer.h"
#include "module_fixture.h"

namespace autocoder {
namespace {

constexpr size_t kFlashBlocks = 96;
constexpr uint8_t kSlot = 0;

using Change = Status (*)(TestModule*);

Octets SmallModel(const char* name) { return WriteBundle(MakeBundle(16, false, name)); }

Status SaveSettings(TestModule* module) {
  module->Set(0, ParameterId::kMix, 0.25f);
  SettingsSaveResponse response;
  return module->Ask(SettingsSaveRequest{}, &response);
}

Status SavePreset(TestModule* module) {
  PresetSaveResponse response;
  return module->Ask(PresetSaveRequest{3, 1, {"kept", 4}}, &response);
}

Status Calibrate(TestModule* module) {
  CalibrationSetResponse response;
  return module->Ask(CalibrationSetRequest{9, 30000, 500}, &response);
}

Status UploadModel(TestModule* module) { return module->Upload(kSlot, SmallModel("new")); }

Status DeleteModel(TestModule* module) {
  ModelDeleteResponse response;
  return module->Ask(ModelDeleteRequest{kSlot}, &response);
}

Status ResetAll(TestModule* module) {
  FactoryResetResponse response;
  return module->Ask(FactoryResetRequest{0x52455345}, &response);
}

// Something of all that is kept.
void KeepSomething(TestModule* module) {
  module->Set(0, ParameterId::kMix, 0.75f);
  SettingsSaveResponse saved;
  REQUIRE(module->Ask(SettingsSaveRequest{}, &saved) == Status::kOk);
  REQUIRE(module->Upload(kSlot, SmallModel("old")) == Status::kOk);
}

// What a module that was just started says of what it keeps.
std::string StateOf(TestModule* module) {
  std::string state = std::to_string(module->Get(0, ParameterId::kMix));
  PresetInfoResponse preset;
  CHECK(module->Ask(PresetInfoRequest{3}, &preset) == Status::kOk);
  state += " " + std::string(preset.name.begin, preset.name.size);
  CalibrationGetResponse calibration;
  CHECK(module->Ask(CalibrationGetRequest{9}, &calibration) == Status::kOk);
  state += " " + std::to_string(calibration.low_counts);
  ModelInfoResponse model;
  CHECK(module->Ask(ModelInfoRequest{kSlot}, &model) == Status::kOk);
  return state + " " + std::string(model.name.begin, model.name.size);
}

std::string StateAfterStart(FlashSimulation* flash) {
  TestModule module(flash);
  CHECK(module.started() == Status::kOk);
  for (int block = 0; block < 3; ++block) CHECK(module.Play());
  return StateOf(&module);
}

// Returns how many cuts there were: three in each operation.
size_t CutEverywhere(Change change) {
  FlashSimulation flash(kFlashBlocks);
  KeepSomething(std::make_unique<TestModule>(&flash).get());
  const FlashSimulation::Image image = flash.image();
  const std::string before = StateAfterStart(&flash);
  REQUIRE(change(std::make_unique<TestModule>(&flash).get()) == Status::kOk);
  const std::string after = StateAfterStart(&flash);
  REQUIRE(before != after);
  size_t cuts = 0;
  for (bool cut = true; cut; ++cuts) {
    flash.SetImage(image);
    flash.PowerOn();
    flash.CutAt(cuts / 3, kCutOutcomes[cuts % 3], static_cast<uint32_t>(cuts));
    change(std::make_unique<TestModule>(&flash).get());
    cut = flash.is_off();
    flash.PowerOn();
    CAPTURE(cuts);
    const std::string found = StateAfterStart(&flash);
    CHECK((found == before || found == after));
    CHECK(change(std::make_unique<TestModule>(&flash).get()) == Status::kOk);
    CHECK(StateAfterStart(&flash) == after);
  }
  return cuts - 1;  // the last one came to nothing
}

TEST_CASE("wherever the power is cut, the module starts, plays and has the old or the new state") {
  SUBCASE("settings") { CHECK(CutEverywhere(SaveSettings) >= 3); }
  SUBCASE("preset") { CHECK(CutEverywhere(SavePreset) >= 3); }
  SUBCASE("calibration") { CHECK(CutEverywhere(Calibrate) >= 3); }
  SUBCASE("model replaced") { CHECK(CutEverywhere(UploadModel) >= 60); }
  SUBCASE("model deleted") { CHECK(CutEverywhere(DeleteModel) >= 3); }
  SUBCASE("factory reset") { CHECK(CutEverywhere(ResetAll) >= 15); }
}

}  // namespace
}  // namespace autocoder
