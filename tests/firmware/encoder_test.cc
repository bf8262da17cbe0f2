// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "decoder/dense_encoder.h"
#include "naive_network.h"
#include "tflite_writer.h"

namespace autocoder {
namespace {

constexpr size_t kArenaBytes = 256 * 1024;

struct Loaded {
  std::vector<uint8_t> arena = std::vector<uint8_t>(kArenaBytes);
  DenseEncoder encoder{arena.data(), arena.size()};

  Status Load(const std::vector<uint8_t>& bytes) {
    return encoder.Load(bytes.data(), bytes.size());
  }
};

template <typename Change>
Status After(Change change) {
  TestModel model = MakeEncoder({32, 16, 8});
  change(model);
  return Loaded().Load(WriteModel(model));
}

void CheckAgainstNaive(const TestModel& model) {
  Loaded loaded;
  CHECK(loaded.Load(WriteModel(model)) == Status::kOk);
  const size_t layers = model.operators.size();
  std::mt19937 random(3);
  for (int i = 0; i < 50; ++i) {
    std::vector<int8_t> mel(loaded.encoder.mel_bands());
    for (int8_t& band : mel) band = static_cast<int8_t>(random());
    std::vector<int8_t> latents(kDecoderLatents, 99);
    loaded.encoder.Begin(mel.data());
    size_t steps = 1;
    while (!loaded.encoder.Step(latents.data())) {
      CHECK(latents == std::vector<int8_t>(kDecoderLatents, 99));
      ++steps;
    }
    CHECK(steps == layers);
    CHECK(latents == NaiveLayers(model, layers, mel));
  }
}

TEST_CASE("encoding equals the network's definition, a layer in each step") {
  CheckAgainstNaive(MakeEncoder({32, 16, 8}));
  CheckAgainstNaive(MakeEncoder({512, 8}));
  CheckAgainstNaive(MakeEncoder({21, 13, 5, 8}));
  CheckAgainstNaive(MakeEncoder({1, 1, 8}));
}

TEST_CASE("an unloaded encoder writes nothing, nor does one that has not begun") {
  Loaded loaded;
  int8_t untouched = 99;
  const int8_t mel[1] = {};
  CHECK(loaded.encoder.mel_bands() == 0);
  loaded.encoder.Begin(mel);
  CHECK(loaded.encoder.Step(&untouched));
  CHECK(loaded.Load(WriteModel(MakeEncoder({32, 16, 8}))) == Status::kOk);
  CHECK(loaded.encoder.mel_bands() == 32);
  CHECK(loaded.encoder.multiply_adds() == 32 * 16 + 16 * 8);
  CHECK(loaded.encoder.Step(&untouched));
  CHECK(loaded.Load(WriteModel(MakeDecoder({8, 16, 32}))) != Status::kOk);
  CHECK(loaded.encoder.mel_bands() == 0);
  loaded.encoder.Begin(mel);
  CHECK(loaded.encoder.Step(&untouched));
  CHECK(untouched == 99);
}

TEST_CASE("what is no encoder is refused") {
  CHECK(After([](TestModel&) {}) == Status::kOk);
  CHECK(Loaded().Load(WriteModel(MakeDecoder({8, 16, 8}))) == Status::kBadQuantization);
  CHECK(Loaded().Load(WriteModel(MakeEncoder({32, 16, 7}))) == Status::kBadShape);
  CHECK(Loaded().Load(WriteModel(MakeEncoder({32, 16, 9}))) == Status::kBadShape);
  CHECK(Loaded().Load(WriteModel(MakeEncoder({512, 16, 8}))) == Status::kOk);
  CHECK(Loaded().Load(WriteModel(MakeEncoder({513, 16, 8}))) == Status::kTooLarge);
  CHECK(After([](TestModel& m) { m.tensors[0].scales = {1.0f / 255.0f}; }) ==
        Status::kBadQuantization);
  CHECK(After([](TestModel& m) { m.tensors[0].zero_points = {0}; }) == Status::kBadQuantization);
  CHECK(After([](TestModel& m) { m.tensors.back().scales = {1.0f / 256.0f}; }) ==
        Status::kBadQuantization);
  CHECK(After([](TestModel& m) { m.tensors.back().zero_points = {5}; }) ==
        Status::kBadQuantization);
  CHECK(After([](TestModel& m) { m.operators.clear(); }) == Status::kBadShape);
  CHECK(After([](TestModel& m) { m.operators[1].code = 1; }) == Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.outputs[0] = 3; }) == Status::kBadShape);
}

TEST_CASE("as many layers as a decoder may have, and no more") {
  std::vector<int32_t> widths(kMaxDenseLayers + 1, 8);
  CHECK(Loaded().Load(WriteModel(MakeEncoder(widths))) == Status::kOk);
  widths.push_back(8);
  CHECK(Loaded().Load(WriteModel(MakeEncoder(widths))) == Status::kTooLarge);
}

TEST_CASE("an encoder cut anywhere is refused") {
  const auto bytes = WriteModel(MakeEncoder({32, 16, 8}));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<long>(size));
    CHECK(Loaded().Load(cut) != Status::kOk);
  }
}

TEST_CASE("an encoder's arena that is one byte short is refused") {
  const auto bytes = WriteModel(MakeEncoder({45, 13, 8}));
  Loaded loaded;
  CHECK(loaded.Load(bytes) == Status::kOk);
  const size_t needed = loaded.encoder.arena_used();
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[needed]);
  DenseEncoder fits(exact.get(), needed);
  CHECK(fits.Load(bytes.data(), bytes.size()) == Status::kOk);
  const std::vector<int8_t> mel(45, 7);
  int8_t latents[kDecoderLatents];
  fits.Begin(mel.data());  // the widest values are the input's: they stay inside, too
  while (!fits.Step(latents)) {
  }
  DenseEncoder short_of(exact.get(), needed - 1);
  CHECK(short_of.Load(bytes.data(), bytes.size()) == Status::kTooLarge);
}

}  // namespace
}  // namespace autocoder
