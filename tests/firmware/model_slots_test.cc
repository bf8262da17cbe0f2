// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <generated/model.h>

#include "bundle/bundle.h"
#include "bundle_writer.h"
#include "engine/engine.h"
#include "module/model_slots.h"
#include "whole_bundle.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

class Fixture {
 public:
  Fixture() {
    REQUIRE(slots.Init(memory.get()) == Status::kOk);
    REQUIRE(engine.Init({tight.get(), modes.get(), large.get()}, slots.models(), slots.encoder(), 1) ==
            Status::kOk);
  }

  // Begins to load it and goes on to the end.
  Status Load(size_t slot, const TestBundle& test_bundle) {
    bytes = WriteBundle(test_bundle);
    Bundle bundle;
    const Status parsed = ParseBundle(bytes.data(), bytes.size(), &bundle);
    REQUIRE(parsed == Status::kOk);
    const Status status = slots.Begin(slot, bundle);
    if (status != Status::kOk) return status;
    steps = 0;
    while (slots.Step()) ++steps;
    std::fill(bytes.begin(), bytes.end(), uint8_t{0});  // from here on they are not needed
    return slots.status();
  }

  Status Replace(size_t slot, const TestBundle& test_bundle) {
    const Status status = Load(slot, test_bundle);
    return status == Status::kOk ? slots.Play() : status;
  }

  bool Works(size_t slot) {
    for (size_t i = 0; i < kGoldenCount; ++i) {
      if (!slots.DecodesGolden(slot, i)) return false;
    }
    return true;
  }

  std::string NameOf(size_t slot) {
    return std::string(slots.slot(slot).name, slots.slot(slot).name_bytes);
  }

  // Lets the engine follow its input, if it can; whether there is what that takes.
  bool Follows() {
    parameters.follow = 1.0f;
    StereoFrame in[kBlockSamples] = {};
    StereoFrame out[kBlockSamples];
    for (size_t block = 0; block < 64; ++block) {
      engine.Process(parameters, in, out);
      while (engine.Prepare()) {
      }
    }
    return slots.encoder() != nullptr;
  }

  std::unique_ptr<ModelSlotsMemory> memory = std::make_unique<ModelSlotsMemory>();
  std::unique_ptr<EngineTightMemory> tight = std::make_unique<EngineTightMemory>();
  std::unique_ptr<EngineModeMemory> modes = std::make_unique<EngineModeMemory>();
  std::unique_ptr<EngineLargeMemory> large = std::make_unique<EngineLargeMemory>();
  Engine engine;
  ModelSlots slots{&engine};
  Parameters parameters;
  Bytes bytes;
  size_t steps = 0;
};

TEST_CASE_FIXTURE(Fixture, "the built-in models are there at the start") {
  CHECK(slots.slot(0).state == ModelSlot::State::kBuiltIn);
  CHECK(NameOf(0) == kModels[0].name);
  CHECK(slots.slot(0).gain == kModels[0].gain);
  CHECK(Works(0));
  CHECK(slots.slot(kModelSlots - 1).state == ModelSlot::State::kEmpty);
  CHECK_FALSE(Works(kModelSlots - 1));
  CHECK_FALSE(slots.Step());
  CHECK(slots.Play() == Status::kNotFound);
}

TEST_CASE_FIXTURE(Fixture, "another model takes its slot when it is played, not before") {
  const DenseDecoder* before = slots.slot(0).decoder;
  REQUIRE(Load(0, MakeBundle(24, false, "bells")) == Status::kOk);
  CHECK(steps >= 2 + kGoldenCount);
  CHECK(slots.slot(0).decoder == before);
  CHECK(NameOf(0) == kModels[0].name);
  CHECK(Works(0));
  CHECK(slots.Play() == Status::kOk);
  CHECK(slots.slot(0).decoder != before);
  CHECK(slots.slot(0).state == ModelSlot::State::kStored);
  CHECK(slots.slot(0).gain == 2.5f);
  CHECK(NameOf(0) == "bells");
  CHECK(Works(0));
  CHECK(slots.Play() == Status::kNotFound);
}

TEST_CASE_FIXTURE(Fixture, "a model that is forgotten leaves all as it was") {
  REQUIRE(Load(1, MakeBundle(24, true)) == Status::kOk);
  slots.Drop();
  CHECK(slots.Play() == Status::kNotFound);
  CHECK(slots.slot(1).state == ModelSlot::State::kEmpty);
  CHECK(Replace(1, MakeBundle(16, true)) == Status::kOk);
  CHECK(Works(1));
}

TEST_CASE_FIXTURE(Fixture, "a model that does not compute its golden vectors never plays") {
  for (size_t vector = 0; vector < kGoldenCount; ++vector) {
    TestBundle bundle = MakeBundle(12, false);
    bundle.Of(kGoldenSection).bytes[vector * kGoldenVectorBytes + 9] ^= 4;
    CHECK(Replace(0, bundle) == Status::kSelfTestFailed);
  }
  TestBundle bundle = MakeBundle(12, true);
  bundle.Of(kEncodedSection).bytes[5] ^= 4;
  CHECK(Replace(0, bundle) == Status::kSelfTestFailed);
  CHECK(Replace(1, bundle) == Status::kSelfTestFailed);  // where its encoder would not be used
  CHECK(NameOf(0) == kModels[0].name);
  CHECK(Works(0));
  CHECK(slots.slot(1).state == ModelSlot::State::kEmpty);
}

TEST_CASE_FIXTURE(Fixture, "a network that cannot be loaded is refused with its reason") {
  TestBundle bundle = MakeBundle(12, true);
  bundle.Of(kDecoderSection).bytes[4] = 'x';
  CHECK(Replace(0, bundle) == Status::kBadIdentifier);
  bundle = MakeBundle(12, true);
  bundle.Of(kEncoderSection).bytes.resize(100);
  CHECK(Replace(0, bundle) == Status::kBadOffset);
  bundle = MakeBundle(12, true);
  std::swap(bundle.Of(kEncoderSection).bytes, bundle.Of(kDecoderSection).bytes);
  CHECK(Replace(0, bundle) != Status::kOk);
  CHECK(Works(0));
}

TEST_CASE_FIXTURE(Fixture, "one at a time, and only for slots that there are") {
  bytes = WriteBundle(MakeBundle(12, false));
  Bundle bundle;
  REQUIRE(ParseBundle(bytes.data(), bytes.size(), &bundle) == Status::kOk);
  CHECK(slots.Begin(kModelSlots, bundle) == Status::kUnknownSlot);
  CHECK(slots.Begin(1, bundle) == Status::kOk);
  CHECK(slots.status() == Status::kBusy);
  CHECK(slots.Begin(2, bundle) == Status::kBusy);
  CHECK(slots.Restore(0) == Status::kBusy);
  CHECK(slots.Play() == Status::kNotFound);
  slots.Drop();
  CHECK(slots.Begin(2, bundle) == Status::kOk);
}

TEST_CASE_FIXTURE(Fixture, "a built-in model comes back, other slots become empty") {
  REQUIRE(Replace(0, MakeBundle(12, false)) == Status::kOk);
  REQUIRE(Replace(1, MakeBundle(14, false)) == Status::kOk);
  CHECK(slots.Restore(0) == Status::kOk);
  CHECK(slots.slot(0).state == ModelSlot::State::kStored);
  while (slots.Step()) {
  }
  CHECK(slots.status() == Status::kOk);
  CHECK(slots.slot(0).state == ModelSlot::State::kBuiltIn);
  CHECK(NameOf(0) == kModels[0].name);
  CHECK(slots.slot(0).decoder_crc32 != 0);
  CHECK(Works(0));
  CHECK(slots.Restore(1) == Status::kOk);
  CHECK(slots.slot(1).state == ModelSlot::State::kEmpty);
  CHECK(slots.Restore(1) == Status::kOk);  // nothing to do
  CHECK(slots.Restore(kModelSlots) == Status::kUnknownSlot);
}

TEST_CASE_FIXTURE(Fixture, "the encoder is that of slot 0") {
  CHECK_FALSE(Follows());
  REQUIRE(Replace(0, MakeBundle(12, true)) == Status::kOk);
  CHECK(Follows());
  const Encoder* first = slots.encoder();
  REQUIRE(Replace(1, MakeBundle(14, true)) == Status::kOk);
  CHECK(slots.encoder() == first);
  REQUIRE(Replace(0, MakeBundle(16, true)) == Status::kOk);
  CHECK(Follows());
  CHECK(slots.encoder() != first);
  REQUIRE(Replace(0, MakeBundle(18, false)) == Status::kOk);
  CHECK_FALSE(Follows());
}

TEST_CASE_FIXTURE(Fixture, "whatever is replaced, restored and refused, each slot keeps its own") {
  std::mt19937 random(3);
  std::vector<TestBundle> bundles;
  for (int32_t i = 0; i < 6; ++i) bundles.push_back(MakeBundle(4 + i, i % 2 == 0, std::to_string(i)));
  std::string names[kModelSlots] = {kModels[0].name};
  for (int turn = 0; turn < 300; ++turn) {
    const size_t slot = random() % kModelSlots;
    const size_t which = random() % bundles.size();
    TestBundle bundle = bundles[which];
    switch (random() % 5) {
      case 0:
        REQUIRE(slots.Restore(slot) == Status::kOk);
        while (slots.Step()) {
        }
        names[slot] = slot < kModelCount ? kModels[slot].name : "";
        break;
      case 1:
        bundle.Of(kGoldenSection).bytes[random() % kGoldenCount * kGoldenVectorBytes + 8] ^= 1;
        REQUIRE(Replace(slot, bundle) == Status::kSelfTestFailed);
        break;
      case 2:
        REQUIRE(Load(slot, bundle) == Status::kOk);
        break;  // and leaves it
      default:
        REQUIRE(Replace(slot, bundle) == Status::kOk);
        names[slot] = std::to_string(which);
    }
    for (size_t each = 0; each < kModelSlots; ++each) {
      REQUIRE(NameOf(each) == names[each]);
      REQUIRE(Works(each) == !names[each].empty());
    }
  }
}

}  // namespace
}  // namespace autocoder
