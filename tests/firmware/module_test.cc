// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "bundle_writer.h"
#include "module_fixture.h"

namespace autocoder {
namespace {

constexpr size_t kFlashBlocks = 256;
constexpr uint8_t kSlot = 1;

std::string StringOf(const Text& text) { return {text.begin, text.size}; }

// Switched off and on again, with the flash as it is.
struct ModuleFixture {
  ModuleFixture() { SwitchOn(); }

  void SwitchOn() {
    module.emplace(&flash);
    REQUIRE(module->started() == Status::kOk);
    CHECK(module->Play());
  }

  ModelInfoResponse InfoOf(uint8_t slot) {
    ModelInfoResponse info;
    CHECK(module->Ask(ModelInfoRequest{slot}, &info) == Status::kOk);
    return info;
  }

  ModelSlot::State StateOf(uint8_t slot) { return static_cast<ModelSlot::State>(InfoOf(slot).state); }

  FlashSimulation flash{kFlashBlocks};
  std::optional<TestModule> module;
};

TEST_CASE_FIXTURE(ModuleFixture, "a module says what it is") {
  HelloResponse hello;
  REQUIRE(module->Ask(HelloRequest{1, 1}, &hello) == Status::kOk);
  CHECK(hello.protocol == kProtocolVersion);
  CHECK(StringOf(hello.board) == "test");
  CHECK(hello.slots == kModelSlots);
  CHECK(hello.parameters == kParameterCount);
  ParameterDescribeResponse text;
  CHECK(module->Ask(ParameterDescribeRequest{2}, &text) == Status::kOk);
  CHECK(StringOf(text.name) == "mode");
  CHECK(StringOf(text.choices) == "filter,reverb,cross,drone");
  CHECK(module->Ask(ParameterDescribeRequest{kParameterCount}, &text) == Status::kBadParameter);
}

TEST_CASE_FIXTURE(ModuleFixture, "settings come back once they were saved") {
  module->Set(0, ParameterId::kMix, 0.25f);
  module->Set(2, ParameterId::kMode, 3);
  SettingsSaveResponse saved;
  CHECK(module->Ask(SettingsSaveRequest{}, &saved) == Status::kOk);
  module->Set(0, ParameterId::kMix, 0.75f);
  SwitchOn();
  CHECK(module->Get(0, ParameterId::kMix) == 0.25f);
  CHECK(module->Get(2, ParameterId::kMode) == 3);
}

TEST_CASE_FIXTURE(ModuleFixture, "presets are saved, recalled into any bank, read and written") {
  PresetSaveResponse saved;
  PresetInfoResponse info;
  PresetRecallResponse recalled;
  module->Set(0, ParameterId::kWhiten, 0.5f);
  CHECK(module->Ask(PresetSaveRequest{15, 0, {"glass", 5}}, &saved) == Status::kOk);
  SwitchOn();
  CHECK(module->Ask(PresetInfoRequest{15}, &info) == Status::kOk);
  CHECK(info.used == 1);
  CHECK(StringOf(info.name) == "glass");
  CHECK(module->Ask(PresetRecallRequest{15, 1}, &recalled) == Status::kOk);
  CHECK(module->Get(1, ParameterId::kWhiten) == 0.5f);
  CHECK(module->Get(0, ParameterId::kWhiten) == 1);

  PresetReadResponse read;
  REQUIRE(module->Ask(PresetReadRequest{15}, &read) == Status::kOk);
  const Octets values(read.values.begin, read.values.begin + read.values.size);
  CHECK(values.size() == kBankValues * sizeof(float));
  PresetWriteResponse written;
  CHECK(module->Ask(PresetWriteRequest{0, {"copy", 4}, {values.data(), values.size()}}, &written) ==
        Status::kOk);
  PresetReadResponse copy;
  REQUIRE(module->Ask(PresetReadRequest{0}, &copy) == Status::kOk);
  CHECK(Octets(copy.values.begin, copy.values.begin + copy.values.size) == values);

  PresetDeleteResponse removed;
  CHECK(module->Ask(PresetDeleteRequest{15}, &removed) == Status::kOk);
  CHECK(module->Ask(PresetRecallRequest{15, 0}, &recalled) == Status::kNotFound);
  CHECK(module->Ask(PresetSaveRequest{kStoredPresets, 0, {}}, &saved) == Status::kBadParameter);
  CHECK(module->Ask(PresetSaveRequest{0, kBanks, {}}, &saved) == Status::kBadParameter);
  CHECK(module->Ask(PresetWriteRequest{0, {}, {values.data(), 7}}, &written) == Status::kBadMessage);
}

TEST_CASE_FIXTURE(ModuleFixture, "a calibration is kept, and refused where no control can have it") {
  CalibrationSetResponse set;
  CHECK(module->Ask(CalibrationSetRequest{9, 30000, 500}, &set) == Status::kOk);
  CHECK(module->Ask(CalibrationSetRequest{9, 30000, 30100}, &set) == Status::kBadCalibration);
  CHECK(module->Ask(CalibrationSetRequest{9, 30000, 1 << 30}, &set) == Status::kBadCalibration);
  CHECK(module->Ask(CalibrationSetRequest{16, 30000, 500}, &set) == Status::kBadCalibration);
  SwitchOn();
  CalibrationGetResponse calibration;
  CHECK(module->Ask(CalibrationGetRequest{9}, &calibration) == Status::kOk);
  CHECK(calibration.low_counts == 30000);
  CHECK(calibration.high_counts == 500);
  CHECK(module->Ask(CalibrationGetRequest{8}, &calibration) == Status::kOk);
  CHECK(calibration.high_counts == static_cast<int32_t>(kCvFiveVoltCounts));
}

TEST_CASE_FIXTURE(ModuleFixture, "converters are read as means") {
  ControlsReadResponse read;
  CHECK(module->Ask(ControlsReadRequest{}, &read) == Status::kOk);
  CHECK(read.counts[0] == 0);
  CHECK(read.counts[15] == kCvZeroVoltCounts);
}

TEST_CASE_FIXTURE(ModuleFixture, "an uploaded model plays at once, and again after a start") {
  const Octets bundle = WriteBundle(MakeBundle(16, false, "bell"));
  REQUIRE(module->Upload(kSlot, bundle) == Status::kOk);
  CHECK(StateOf(kSlot) == ModelSlot::State::kStored);
  SwitchOn();
  const ModelInfoResponse info = InfoOf(kSlot);
  CHECK(StringOf(info.name) == "bell");
  CHECK(info.size_bytes == bundle.size());
  uint8_t hash[kHashBytes];
  TestModule::HashOf(bundle, hash);
  CHECK(std::equal(std::begin(hash), std::end(hash), info.hash));

  ModelReadResponse read;
  CHECK(module->Ask(ModelReadRequest{kSlot, 16, 100}, &read) == Status::kOk);
  CHECK(Octets(read.data.begin, read.data.begin + read.data.size) ==
        Octets(bundle.begin() + 16, bundle.begin() + 116));

  ModelDeleteResponse removed;
  CHECK(module->Ask(ModelDeleteRequest{kSlot}, &removed) == Status::kOk);
  CHECK(StateOf(kSlot) == ModelSlot::State::kEmpty);
  CHECK(module->Ask(ModelReadRequest{kSlot, 0, 1}, &read) == Status::kNotFound);
}

TEST_CASE_FIXTURE(ModuleFixture, "the built-in model comes back when the stored one goes") {
  const Octets bundle = WriteBundle(MakeBundle(16, false));
  const uint32_t built_in = InfoOf(0).decoder_crc32;
  REQUIRE(module->Upload(0, bundle) == Status::kOk);
  CHECK(InfoOf(0).decoder_crc32 != built_in);
  ModelDeleteResponse removed;
  CHECK(module->Ask(ModelDeleteRequest{0}, &removed) == Status::kOk);
  CHECK(StateOf(0) == ModelSlot::State::kBuiltIn);
  CHECK(InfoOf(0).decoder_crc32 == built_in);
}

TEST_CASE_FIXTURE(ModuleFixture, "an upload goes on where it was cut off") {
  const Octets bundle = WriteBundle(MakeBundle(512, false));  // of which so much is kept for good
  REQUIRE(module->Upload(kSlot, bundle, bundle.size() / 2) == Status::kOk);
  SwitchOn();
  ModelBeginRequest begin;
  begin.slot = kSlot;
  begin.size_bytes = static_cast<uint32_t>(bundle.size());
  TestModule::HashOf(bundle, begin.hash);
  ModelBeginResponse begun;
  CHECK(module->Ask(begin, &begun) == Status::kOk);
  CHECK(begun.offset > 0);
  CHECK(module->Upload(kSlot, bundle) == Status::kOk);
  CHECK(StateOf(kSlot) == ModelSlot::State::kStored);
  CHECK(module->Ask(begin, &begun) == Status::kOk);
  CHECK(begun.present == 1);
}

TEST_CASE_FIXTURE(ModuleFixture, "what is no good model is refused, and what played plays on") {
  Octets bundle = WriteBundle(MakeBundle(16, false));
  REQUIRE(module->Upload(kSlot, bundle) == Status::kOk);
  const uint32_t playing = InfoOf(kSlot).decoder_crc32;
  Octets damaged = bundle;
  damaged[damaged.size() / 2] ^= 1;
  CHECK(module->Upload(kSlot, damaged) != Status::kOk);
  TestBundle wrong = MakeBundle(16, false);
  wrong.Put(kGoldenSection, 8, uint32_t{12345});
  CHECK(module->Upload(kSlot, WriteBundle(wrong)) == Status::kSelfTestFailed);
  CHECK(module->Upload(kModelSlots, bundle) == Status::kUnknownSlot);
  CHECK(module->Upload(kSlot, Octets(kBoardModelBytes + 1)) == Status::kTooLarge);
  CHECK(InfoOf(kSlot).decoder_crc32 == playing);
  SwitchOn();
  CHECK(InfoOf(kSlot).decoder_crc32 == playing);
}

TEST_CASE_FIXTURE(ModuleFixture, "with a key only models that it signed are played") {
  KeySetRequest key;
  std::copy_n(TestPublicKey(), kKeyBytes, key.key);
  KeySetResponse set;
  REQUIRE(module->Ask(key, &set) == Status::kOk);
  SwitchOn();
  const TestBundle bundle = MakeBundle(16, false);
  CHECK(module->Upload(kSlot, WriteBundle(bundle)) == Status::kNotSigned);
  CHECK(module->Upload(kSlot, WriteSignedBundle(bundle)) == Status::kOk);
  CHECK(InfoOf(kSlot).is_signed == 1);
  key.key[0] ^= 1;
  REQUIRE(module->Ask(key, &set) == Status::kOk);
  CHECK(module->Upload(2, WriteSignedBundle(bundle)) == Status::kBadSignature);
}

TEST_CASE_FIXTURE(ModuleFixture, "the module checks itself while it plays") {
  REQUIRE(module->Upload(2, WriteBundle(MakeBundle(16, true))) == Status::kOk);
  SelfTestResponse found;
  CHECK(module->Ask(SelfTestRequest{}, &found) == Status::kOk);
  CHECK(found.models == 0b101);
  CHECK(found.store == 1);
}

TEST_CASE_FIXTURE(ModuleFixture, "a mel frame and its spectrum can be asked for") {
  DecodeResponse decoded;
  CHECK(module->Ask(DecodeRequest{0, {1, 2, 3, 4, 5, 6, 7, 8}}, &decoded) == Status::kOk);
  CHECK(decoded.mel.size == kMelBands);
  CHECK(module->Ask(DecodeRequest{1, {}}, &decoded) == Status::kNotFound);
  CHECK(module->Ask(DecodeRequest{kModelSlots, {}}, &decoded) == Status::kUnknownSlot);
  SpectrumResponse spectrum;
  CHECK(module->Ask(SpectrumRequest{0, {}, 1000, 100}, &spectrum) == Status::kOk);
  CHECK(spectrum.amplitudes.size == (kSpectrumBins - 1000) * sizeof(float));
  CHECK(module->Ask(SpectrumRequest{0, {}, kSpectrumBins, 1}, &spectrum) == Status::kBadParameter);
}

TEST_CASE_FIXTURE(ModuleFixture, "a factory reset forgets everything, if it is meant") {
  module->Set(0, ParameterId::kMix, 0.25f);
  SettingsSaveResponse saved;
  REQUIRE(module->Ask(SettingsSaveRequest{}, &saved) == Status::kOk);
  REQUIRE(module->Upload(0, WriteBundle(MakeBundle(16, false))) == Status::kOk);
  FactoryResetResponse reset;
  CHECK(module->Ask(FactoryResetRequest{0}, &reset) == Status::kBadMessage);
  CHECK(module->Get(0, ParameterId::kMix) == 0.25f);
  CHECK(module->Ask(FactoryResetRequest{0x52455345}, &reset) == Status::kOk);
  for (int start = 0; start < 2; ++start, SwitchOn()) {
    CHECK(module->Get(0, ParameterId::kMix) == 1);
    CHECK(StateOf(0) == ModelSlot::State::kBuiltIn);
  }
}

TEST_CASE_FIXTURE(ModuleFixture, "a restart waits for its answer to be sent") {
  CHECK(module->restart() == Restart::kNone);
  RebootResponse response;
  CHECK(module->Ask(RebootRequest{1}, &response) == Status::kOk);
  CHECK(module->restart() == Restart::kBootloader);
}

TEST_CASE("without flash the module plays what is built in, and says that it keeps nothing") {
  TestModule module(nullptr);
  CHECK(module.started() == Status::kOk);
  CHECK(module.Play());
  SettingsSaveResponse saved;
  CHECK(module.Ask(SettingsSaveRequest{}, &saved) == Status::kNoStore);
  CHECK(module.Upload(1, WriteBundle(MakeBundle(16, false))) == Status::kNoStore);
  CHECK(module.Set(0, ParameterId::kMix, 0.5f) == Status::kOk);
}

}  // namespace
}  // namespace autocoder
