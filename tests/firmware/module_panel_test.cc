// SPDX-License-Identifier: MIT
// The panel as a whole module has it, and what a module says of its own state.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "bundle_writer.h"
#include "module_fixture.h"

namespace autocoder {
namespace {

constexpr size_t kFlashBlocks = 256;
constexpr int kSecond = kSampleRateHz / kBlockSamples;

struct PanelFixture {
  PanelFixture() { SwitchOn({}); }

  void SwitchOn(const PowerUp& power_up, FaultRecord* fault = nullptr) {
    module.emplace(&flash, power_up, fault);
    REQUIRE(module->started() == Status::kOk);
  }

  void Play(int blocks) {
    for (int block = 0; block < blocks; ++block) REQUIRE(module->Play());
  }

  void Press(int blocks) {
    Play(20);
    module->panel.button = true;
    Play(blocks);
    module->panel.button = false;
    Play(20);
  }

  bool Logged(const char* words) { return module->LogText().find(words) != std::string::npos; }

  FlashSimulation flash{kFlashBlocks};
  std::optional<TestModule> module;
};

TEST_CASE_FIXTURE(PanelFixture, "a short press is the next mode, all around") {
  for (const Mode mode : {Mode::kReverb, Mode::kCross, Mode::kDrone, Mode::kFilter}) {
    Press(kSecond / 5);
    CHECK(module->Get(0, ParameterId::kMode) == static_cast<float>(mode));
  }
}

TEST_CASE_FIXTURE(PanelFixture, "a long press is the next slot that holds a model") {
  Press(kSecond);
  CHECK(module->Get(0, ParameterId::kModelA) == 0);  // the only one
  REQUIRE(module->Upload(2, WriteBundle(MakeBundle(16, false))) == Status::kOk);
  Press(kSecond);
  CHECK(module->Get(0, ParameterId::kModelA) == 2);
  Press(kSecond);
  CHECK(module->Get(0, ParameterId::kModelA) == 0);
  CHECK(module->Get(0, ParameterId::kMode) == 0);
}

// Between one block and another: the fixture's input is the same in each.
float DifferenceOf(const StereoFrame* a, const StereoFrame* b) {
  float largest = 0;
  for (size_t i = 0; i < kBlockSamples; ++i) {
    largest = std::max(largest, std::abs(a[i].left - b[i].left));
  }
  return largest;
}

TEST_CASE_FIXTURE(PanelFixture, "the gate freezes while it is high, whatever the parameter says") {
  Play(200);
  StereoFrame before[kBlockSamples];
  std::copy(std::begin(module->played), std::end(module->played), before);
  module->panel.gate = true;
  std::fill(std::begin(module->panel.adc.knobs), std::end(module->panel.adc.knobs),
            uint16_t{65535});
  Play(200);
  CHECK(module->Get(0, ParameterId::kFreeze) == 0);
  CHECK(DifferenceOf(before, module->played) < 1e-6f);
  module->panel.gate = false;
  Play(200);
  CHECK(DifferenceOf(before, module->played) > 1e-4f);
}

TEST_CASE_FIXTURE(PanelFixture, "function knobs hold from the start unless others were saved") {
  PowerUp with_knobs;
  with_knobs.has_functions = true;
  SwitchOn(with_knobs);
  Play(100);
  CHECK(module->Get(0, ParameterId::kMix) == 0);  // where the fixture's knobs stand
  module->Set(0, ParameterId::kMix, 0.75f);
  SettingsSaveResponse saved;
  REQUIRE(module->Ask(SettingsSaveRequest{}, &saved) == Status::kOk);
  SwitchOn(with_knobs);
  Play(100);
  CHECK(module->Get(0, ParameterId::kMix) == 0.75f);
  module->panel.functions[0] = 32768;
  Play(100);
  CHECK(module->Get(0, ParameterId::kMix) == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE_FIXTURE(PanelFixture, "without function knobs what stands on their pins is nothing") {
  module->panel.functions[0] = 32768;
  Play(10);
  module->panel.functions[0] = 0;
  Play(100);
  CHECK(module->Get(0, ParameterId::kMix) == 1);
}

TEST_CASE_FIXTURE(PanelFixture, "safe mode has built-in model and defaults, the store as it is") {
  module->Set(0, ParameterId::kMix, 0.25f);
  SettingsSaveResponse saved;
  REQUIRE(module->Ask(SettingsSaveRequest{}, &saved) == Status::kOk);
  REQUIRE(module->Upload(0, WriteBundle(MakeBundle(16, false))) == Status::kOk);
  const FlashSimulation::Image before = flash.image();
  PowerUp held;
  held.button_held = true;
  SwitchOn(held);
  CHECK(Logged("safe mode"));
  CHECK(module->Get(0, ParameterId::kMix) == 1);
  ModelInfoResponse info;
  REQUIRE(module->Ask(ModelInfoRequest{0}, &info) == Status::kOk);
  CHECK(static_cast<ModelSlot::State>(info.state) == ModelSlot::State::kBuiltIn);
  SelfTestResponse found;
  REQUIRE(module->Ask(SelfTestRequest{}, &found) == Status::kOk);
  CHECK(found.safe_mode == 1);
  CHECK(found.failed == 0);
  CHECK(module->Ask(SettingsSaveRequest{}, &saved) == Status::kNoStore);
  CHECK(flash.image() == before);
  SwitchOn({});
  CHECK(module->Get(0, ParameterId::kMix) == 0.25f);
}

TEST_CASE_FIXTURE(PanelFixture, "safe mode is a way out: a factory reset works there") {
  REQUIRE(module->Upload(0, WriteBundle(MakeBundle(16, false))) == Status::kOk);
  PowerUp held;
  held.button_held = true;
  SwitchOn(held);
  FactoryResetResponse reset;
  CHECK(module->Ask(FactoryResetRequest{0x52455345}, &reset) == Status::kOk);
  SwitchOn({});
  CHECK(Logged("store: ok"));
  ModelInfoResponse info;
  REQUIRE(module->Ask(ModelInfoRequest{0}, &info) == Status::kOk);
  CHECK(static_cast<ModelSlot::State>(info.state) == ModelSlot::State::kBuiltIn);
}

TEST_CASE_FIXTURE(PanelFixture, "what failed at power-up is told by log, self-test and lights") {
  PowerUp power_up;
  power_up.codec_ok = false;
  power_up.converters_ok = false;
  SwitchOn(power_up);
  CHECK(Logged("self-test failed: codec\n"));
  CHECK(Logged("self-test failed: converters\n"));
  CHECK_FALSE(Logged("self-test failed: memory"));
  SelfTestResponse found;
  REQUIRE(module->Ask(SelfTestRequest{}, &found) == Status::kOk);
  CHECK(found.failed == (kCodecFailed | kConvertersFailed));
  int flashes = 0;
  bool lit = false;
  for (int block = 0; block < kSecond * 2; ++block) {
    Play(1);
    Lights lights;
    if (!module->ShowsLights(&lights)) continue;
    const bool now = lights.levels[kLightLevel] == 255;
    if (now && !lit) ++flashes;
    lit = now;
  }
  CHECK(flashes >= 2);
}

TEST_CASE_FIXTURE(PanelFixture, "a store that cannot be mounted is a failure") {
  FlashSimulation worn(kFlashBlocks);
  for (size_t block = 0; block < kFlashBlocks; ++block) worn.Wear(block, true);
  module.emplace(&worn);
  REQUIRE(module->started() == Status::kOk);
  SelfTestResponse found;
  REQUIRE(module->Ask(SelfTestRequest{}, &found) == Status::kOk);
  CHECK(found.failed == kStoreFailed);
  CHECK(Logged("self-test failed: store"));
}

TEST_CASE_FIXTURE(PanelFixture, "a fault of the last run is logged once") {
  FaultRecord record = {};
  record.kind = FaultKind::kBus;
  record.pc = 0x08001234;
  record.lr = 0x0800ABCD;
  record.cfsr = 0x8200;
  record.hfsr = 0x40000000;
  record.address = 0xD0000000;
  SealFault(&record);
  SwitchOn({}, &record);
  CHECK(Logged("fault: bus fault at 0x08001234, lr 0x0800abcd, address 0xd0000000, "
               "status 0x00008200 0x40000000\n"));
  SwitchOn({}, &record);
  CHECK_FALSE(Logged("fault"));
}

TEST_CASE_FIXTURE(PanelFixture, "what memory holds at power-up is no fault") {
  FaultRecord record = {0, FaultKind::kBus, 1, 2, 3, 4, 5, 0};
  SealFault(&record);
  for (size_t bit = 0; bit < 8 * sizeof(record); ++bit) {
    FaultRecord damaged = record;
    reinterpret_cast<uint8_t*>(&damaged)[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CHECK_FALSE(HoldsFault(damaged));
  }
  FaultRecord erased = {};
  SwitchOn({}, &erased);
  CHECK_FALSE(Logged("fault"));
}

TEST_CASE_FIXTURE(PanelFixture, "a watchdog that leaves no record is said all the same") {
  PowerUp power_up;
  power_up.by_watchdog = true;
  FaultRecord nothing = {};
  SwitchOn(power_up, &nothing);
  CHECK(Logged("fault: watchdog\n"));
}

}  // namespace
}  // namespace autocoder
