// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "crc32.h"
#include "decoder/dense_decoder.h"
#include "decoder/dense_encoder.h"
#include "decoder/fixed_point.h"
#include "decoder/self_test.h"
#include "naive_network.h"
#include "tflite_writer.h"

namespace autocoder {
namespace {

constexpr size_t kArenaBytes = 256 * 1024;

struct Loaded {
  std::vector<uint8_t> arena = std::vector<uint8_t>(kArenaBytes);
  DenseDecoder decoder{arena.data(), arena.size()};
};

std::vector<int8_t> NaiveDecode(const TestModel& model,
                                std::vector<int8_t> values) {
  const size_t layers = model.operators.size() - 1;
  values = NaiveLayers(model, layers, values);
  const TestTensor& logits = model.tensors[OutputOf(layers - 1)];
  int8_t table[kInt8Values];
  CHECK(BuildLogisticTable(logits.scales[0],
                             static_cast<int32_t>(logits.zero_points[0]), table));
  for (int8_t& value : values) value = table[value + 128];
  return values;
}

void CheckAgainstNaive(const TestModel& model) {
  Loaded loaded;
  const auto bytes = WriteModel(model);
  CHECK(loaded.decoder.Load(bytes.data(), bytes.size()) == Status::kOk);
  std::mt19937 random(3);
  for (int i = 0; i < 50; ++i) {
    std::vector<int8_t> latents(kDecoderLatents);
    for (int8_t& latent : latents) latent = static_cast<int8_t>(random());
    std::vector<int8_t> mel(loaded.decoder.mel_bands());
    loaded.decoder.Decode(latents.data(), mel.data());
    CHECK(mel == NaiveDecode(model, latents));
  }
}

TEST_CASE("decoding equals the network's definition") {
  CheckAgainstNaive(MakeDecoder({8, 16, 32}));
  CheckAgainstNaive(MakeDecoder({8, 64}));
  CheckAgainstNaive(MakeDecoder({8, 13, 21, 5, 7}));
  CheckAgainstNaive(MakeDecoder({8, 1, 1}));
}

TEST_CASE("zero points and fused activations are honoured") {
  TestModel model = MakeDecoder({8, 24, 16, 12});
  model.tensors[OutputOf(0)].zero_points = {-100};
  model.tensors[OutputOf(1)].zero_points = {17};
  model.operators[1].activation = schema::fully_connected::kNoActivation;
  CheckAgainstNaive(model);
}

TEST_CASE("multipliers of a half and more are honoured") {
  // Each hidden value sees one latent, so that large multipliers do not
  // saturate all of them, and moves the output by about a step.
  constexpr int32_t kHidden = 16;
  TestModel model = MakeDecoder({8, kHidden, 12});
  std::vector<int8_t> weights(kHidden * kDecoderLatents);
  std::vector<int32_t> biases(kHidden);
  for (size_t row = 0; row < kHidden; ++row) {
    weights[row * kDecoderLatents + row % kDecoderLatents] = 1;
    biases[row] = -15 * static_cast<int32_t>(row);
  }
  model.tensors[WeightsOf(0)].data = BytesOf(weights);
  model.tensors[BiasesOf(0)].data = BytesOf(biases);
  const float product = model.tensors[BiasesOf(0)].scales[0];
  for (float multiplier : {0.3f, 0.5f, 0.7f, 1.0f, 1.3f, 7.8f}) {
    const float scale = product / multiplier;
    model.tensors[OutputOf(0)].scales = {scale};
    model.tensors[WeightsOf(1)].scales = {1e-4f / scale};
    model.tensors[BiasesOf(1)].scales = {1e-4f};
    CheckAgainstNaive(model);
  }
}

TEST_CASE("a new model replaces the old, a refused one unloads it") {
  Loaded loaded;
  const auto first = WriteModel(MakeDecoder({8, 16, 32}));
  const auto second = WriteModel(MakeDecoder({8, 12, 20}));
  CHECK(loaded.decoder.Load(first.data(), first.size()) == Status::kOk);
  CHECK(loaded.decoder.mel_bands() == 32);
  CHECK(loaded.decoder.multiply_adds() == 8 * 16 + 16 * 32);
  CHECK(loaded.decoder.Load(second.data(), second.size()) == Status::kOk);
  CHECK(loaded.decoder.mel_bands() == 20);
  CHECK(loaded.decoder.Load(first.data(), 100) == Status::kBadOffset);
  CHECK(loaded.decoder.mel_bands() == 0);
  const int8_t latents[kDecoderLatents] = {};
  int8_t untouched = 99;
  loaded.decoder.Decode(latents, &untouched);
  CHECK(untouched == 99);
}

TEST_CASE("an arena that is one byte short is refused, an odd one serves") {
  const auto bytes = WriteModel(MakeDecoder({8, 13, 21}));
  Loaded loaded;
  CHECK(loaded.decoder.Load(bytes.data(), bytes.size()) == Status::kOk);
  const size_t needed = loaded.decoder.arena_used();
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[needed]);
  DenseDecoder fits(exact.get(), needed);
  CHECK(fits.Load(bytes.data(), bytes.size()) == Status::kOk);
  const int8_t latents[kDecoderLatents] = {};
  int8_t mel[21];
  fits.Decode(latents, mel);  // padding included, stays inside
  DenseDecoder short_of(exact.get(), needed - 1);
  CHECK(short_of.Load(bytes.data(), bytes.size()) == Status::kTooLarge);
  DenseDecoder odd(loaded.arena.data() + 1, needed + 3);
  CHECK(odd.Load(bytes.data(), bytes.size()) == Status::kOk);
}

TEST_CASE("a load in pieces is the load at once, and nothing can be run before its end") {
  for (const std::vector<int32_t>& widths : {std::vector<int32_t>{8, 1000, 101}, {8, 5, 7}, {8, 64}}) {
    const auto bytes = WriteModel(MakeDecoder(widths));
    Loaded at_once;
    Loaded pieces;
    REQUIRE(at_once.decoder.Load(bytes.data(), bytes.size()) == Status::kOk);
    DenseLoad load;
    REQUIRE(pieces.decoder.BeginLoad(bytes.data(), bytes.size(), &load) == Status::kOk);
    size_t steps = 0;
    while (load.loading) {
      CHECK(pieces.decoder.mel_bands() == 0);
      REQUIRE(pieces.decoder.StepLoad(&load) == Status::kOk);
      ++steps;
    }
    const size_t weights = at_once.decoder.multiply_adds();
    CHECK(steps >= std::max(widths.size() - 1, weights / DenseNetwork::kLoadWeights));
    CHECK(pieces.decoder.multiply_adds() == weights);
    CHECK(pieces.decoder.arena_used() == at_once.decoder.arena_used());
    const int8_t latents[kDecoderLatents] = {-100, 3, 90, 127, -128, 0, 50, -3};
    int8_t wanted[kMaxMelBands];
    int8_t found[kMaxMelBands];
    at_once.decoder.Decode(latents, wanted);
    pieces.decoder.Decode(latents, found);
    REQUIRE(pieces.decoder.mel_bands() == at_once.decoder.mel_bands());
    CHECK(std::equal(wanted, wanted + at_once.decoder.mel_bands(), found));
  }
}

TEST_CASE("a load in pieces ends where something is wrong, whichever piece that is in") {
  TestModel model = MakeDecoder({8, 600, 100});
  for (const size_t at : {size_t{0}, model.tensors[WeightsOf(1)].data.size() - 1}) {
    const uint8_t good = model.tensors[WeightsOf(1)].data[at];
    model.tensors[WeightsOf(1)].data[at] = 0x80;
    const auto bytes = WriteModel(model);
    model.tensors[WeightsOf(1)].data[at] = good;
    Loaded loaded;
    DenseLoad load;
    Status status = loaded.decoder.BeginLoad(bytes.data(), bytes.size(), &load);
    size_t steps = 0;
    while (load.loading) {
      status = loaded.decoder.StepLoad(&load);
      ++steps;
    }
    CHECK(status == Status::kBadQuantization);
    CHECK(steps == (at == 0 ? 2 : 1 + (600 * 100 + DenseNetwork::kLoadWeights - 1) / DenseNetwork::kLoadWeights));
    CHECK(loaded.decoder.mel_bands() == 0);
  }
}

TEST_CASE("the checksum is the IEEE CRC-32") {
  CHECK(Crc32("123456789", 9) == 0xCBF43926u);
  CHECK(Crc32("56789", 5, Crc32("1234", 4)) == 0xCBF43926u);
  CHECK(Crc32("", 0) == 0u);
}

TEST_CASE("the self-test passes on its own output and on nothing else") {
  struct Golden {
    int8_t latents[kDecoderLatents];
    uint32_t mel_crc32;
  };
  const TestModel model = MakeDecoder({8, 16, 32});
  const auto bytes = WriteModel(model);
  Loaded loaded;
  Golden golden[2] = {{{1, 2, 3, 4, 5, 6, 7, 8}, 0},
                      {{-128, 127, 0, 9, -9, 50, -50, 3}, 0}};
  CHECK(RunSelfTest(loaded.decoder, golden, 2) == Status::kSelfTestFailed);
  CHECK(loaded.decoder.Load(bytes.data(), bytes.size()) == Status::kOk);
  for (Golden& vector : golden) {
    const auto mel = NaiveDecode(
        model, {vector.latents, vector.latents + kDecoderLatents});
    vector.mel_crc32 = Crc32(mel.data(), mel.size());
  }
  CHECK(RunSelfTest(loaded.decoder, golden, 2) == Status::kOk);
  golden[1].latents[7] = -100;
  CHECK(RunSelfTest(loaded.decoder, golden, 2) == Status::kSelfTestFailed);
}

TEST_CASE("the self-test finds its vectors again through an encoder") {
  struct Golden {
    int8_t latents[kDecoderLatents];
    uint32_t mel_crc32;
  };
  const TestModel decoder_model = MakeDecoder({8, 16, 32});
  const TestModel encoder_model = MakeEncoder({32, 16, 8});
  Loaded loaded;
  std::vector<uint8_t> arena(kArenaBytes);
  DenseEncoder encoder(arena.data(), arena.size());
  const Golden golden[2] = {{{1, 2, 3, 4, 5, 6, 7, 8}, 0}, {{-128, 127, 0, 9, -9, 50, -50, 3}, 0}};
  int8_t encoded[2][kDecoderLatents];
  for (size_t i = 0; i < 2; ++i) {
    const auto mel = NaiveDecode(decoder_model, {golden[i].latents, golden[i].latents + 8});
    const auto found = NaiveLayers(encoder_model, 2, mel);
    std::copy(found.begin(), found.end(), encoded[i]);
  }
  const auto check = [&] { return RunSelfTest(loaded.decoder, encoder, golden, encoded, 2); };
  CHECK(check() == Status::kSelfTestFailed);
  const auto decoder_bytes = WriteModel(decoder_model);
  CHECK(loaded.decoder.Load(decoder_bytes.data(), decoder_bytes.size()) == Status::kOk);
  CHECK(check() == Status::kSelfTestFailed);
  const auto encoder_bytes = WriteModel(encoder_model);
  CHECK(encoder.Load(encoder_bytes.data(), encoder_bytes.size()) == Status::kOk);
  CHECK(check() == Status::kOk);
  encoded[1][7] ^= 1;
  CHECK(check() == Status::kSelfTestFailed);
}

}  // namespace
}  // namespace autocoder
