// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "decoder/dense_decoder.h"
#include "tflite_writer.h"

namespace autocoder {
namespace {

Status LoadBytes(const std::vector<uint8_t>& bytes) {
  std::vector<uint8_t> arena(256 * 1024);
  DenseDecoder decoder(arena.data(), arena.size());
  return decoder.Load(bytes.data(), bytes.size());
}

// The status after one change to a good model of layers 8-16-32.
template <typename Change>
Status After(Change change) {
  TestModel model = MakeDecoder({8, 16, 32});
  change(model);
  return LoadBytes(WriteModel(model));
}

Status AfterTensor(size_t index, void (*change)(TestTensor&)) {
  return After([&](TestModel& model) { change(model.tensors[index]); });
}

constexpr size_t kLatentsTensor = 0;
constexpr size_t kMelTensor = 7;

TEST_CASE("the good model loads") {
  CHECK(After([](TestModel&) {}) == Status::kOk);
}

TEST_CASE("files that are not of this format are refused") {
  CHECK(LoadBytes({}) == Status::kTruncated);
  CHECK(LoadBytes({1, 2, 3, 4, 5, 6, 7}) == Status::kTruncated);
  CHECK(LoadBytes(std::vector<uint8_t>(64)) == Status::kBadIdentifier);
  CHECK(After([](TestModel& m) { m.identifier = "TFL2"; }) ==
        Status::kBadIdentifier);
  CHECK(After([](TestModel& m) { m.version = 4; }) ==
        Status::kUnsupportedVersion);
}

TEST_CASE("a file cut anywhere is refused") {
  const auto bytes = WriteModel(MakeDecoder({8, 16, 32}));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<uint8_t> cut(bytes.begin(),
                                   bytes.begin() + static_cast<long>(size));
    CHECK(LoadBytes(cut) != Status::kOk);
  }
}

TEST_CASE("other operators and operator versions are refused") {
  CHECK(After([](TestModel& m) { m.codes[1].code = 25; }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.codes[0].version = 3; }) ==
        Status::kUnsupportedVersion);
  CHECK(After([](TestModel& m) { m.codes[0].version = 13; }) ==
        Status::kUnsupportedVersion);
  CHECK(After([](TestModel& m) { m.codes[1].version = 1; }) ==
        Status::kUnsupportedVersion);
  CHECK(After([](TestModel& m) { m.operators[0].activation = 3; }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.operators[0].weights_format = 1; }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.operators[0].code = 7; }) ==
        Status::kBadOffset);
}

TEST_CASE("operators must form one chain that ends with the logistic") {
  CHECK(After([](TestModel& m) { m.operators[0].code = 1; }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.operators[2].code = 0; }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.operators.pop_back(); }) ==
        Status::kUnsupportedOperator);
  CHECK(After([](TestModel& m) { m.operators.resize(1); }) ==
        Status::kBadShape);
  CHECK(After([](TestModel& m) { m.operators[1].inputs[0] = 0; }) ==
        Status::kBadShape);
  CHECK(After([](TestModel& m) { m.outputs[0] = 6; }) == Status::kBadShape);
  CHECK(After([](TestModel& m) { m.inputs.push_back(0); }) ==
        Status::kBadShape);
  CHECK(After([](TestModel& m) { m.subgraphs = 2; }) == Status::kBadShape);
  CHECK(After([](TestModel& m) { m.operators[0].inputs.resize(1); }) ==
        Status::kUnsupportedOperator);
}

TEST_CASE("tensor indices outside the file are refused") {
  for (int32_t index : {-1, -2, 8, 1 << 30}) {
    CHECK(After([&](TestModel& m) { m.inputs[0] = index; }) ==
          Status::kBadOffset);
    CHECK(After([&](TestModel& m) { m.operators[0].inputs[1] = index; }) ==
          Status::kBadOffset);
    CHECK(After([&](TestModel& m) { m.operators[0].outputs[0] = index; }) ==
          Status::kBadOffset);
  }
}

TEST_CASE("the bias may be absent in both ways of writing it") {
  CHECK(After([](TestModel& m) { m.operators[0].inputs[2] = -1; }) ==
        Status::kOk);
  CHECK(After([](TestModel& m) { m.operators[0].inputs.resize(2); }) ==
        Status::kOk);
}

TEST_CASE("shapes must agree with each other and with the data") {
  CHECK(LoadBytes(WriteModel(MakeDecoder({7, 16, 32}))) == Status::kBadShape);
  CHECK(LoadBytes(WriteModel(MakeDecoder({8, 0, 32}))) == Status::kBadShape);
  CHECK(AfterTensor(WeightsOf(0), [](TestTensor& t) {
          t.shape = {8, 16};
        }) == Status::kBadShape);
  CHECK(AfterTensor(WeightsOf(1), [](TestTensor& t) { t.data.pop_back(); }) ==
        Status::kBadShape);
  CHECK(AfterTensor(WeightsOf(1), [](TestTensor& t) {
          t.data.push_back(0);
        }) == Status::kBadShape);
  CHECK(AfterTensor(BiasesOf(0), [](TestTensor& t) { t.shape = {15}; }) ==
        Status::kBadShape);
  CHECK(AfterTensor(BiasesOf(0), [](TestTensor& t) { t.data.resize(60); }) ==
        Status::kBadShape);
  CHECK(AfterTensor(OutputOf(0), [](TestTensor& t) { t.shape = {2, 16}; }) ==
        Status::kBadShape);
  CHECK(AfterTensor(OutputOf(0), [](TestTensor& t) { t.shape = {1, 0}; }) ==
        Status::kBadShape);
  CHECK(AfterTensor(OutputOf(0), [](TestTensor& t) { t.shape = {1, 4, 4}; }) ==
        Status::kBadShape);
  CHECK(AfterTensor(OutputOf(0), [](TestTensor& t) { t.data.resize(16); }) ==
        Status::kBadShape);
  CHECK(AfterTensor(kMelTensor, [](TestTensor& t) { t.shape = {1, 31}; }) ==
        Status::kBadShape);
}

TEST_CASE("sizes beyond the limits are refused, the limits are not") {
  CHECK(LoadBytes(WriteModel(MakeDecoder({8, 16, 512}))) == Status::kOk);
  CHECK(LoadBytes(WriteModel(MakeDecoder({8, 16, 513}))) == Status::kTooLarge);
  CHECK(LoadBytes(WriteModel(MakeDecoder({8, 1024, 4}))) == Status::kOk);
  CHECK(LoadBytes(WriteModel(MakeDecoder({8, 1025, 4}))) == Status::kTooLarge);
  std::vector<int32_t> widths(kMaxDenseLayers + 1, 8);
  CHECK(LoadBytes(WriteModel(MakeDecoder(widths))) == Status::kOk);
  widths.push_back(8);
  CHECK(LoadBytes(WriteModel(MakeDecoder(widths))) == Status::kTooLarge);
  CHECK(AfterTensor(OutputOf(0), [](TestTensor& t) {
          t.shape = {1, 0x7FFFFFFF};
        }) == Status::kTooLarge);
}

TEST_CASE("types other than int8 with an int32 bias are refused") {
  for (size_t index : {kLatentsTensor, WeightsOf(0), BiasesOf(0), OutputOf(0),
                       kMelTensor}) {
    CHECK(AfterTensor(index, [](TestTensor& t) { t.type = 0; }) ==
          Status::kBadType);
  }
}

TEST_CASE("unusable scales and zero points are refused in every tensor") {
  for (size_t index : {kLatentsTensor, WeightsOf(0), BiasesOf(0), OutputOf(0),
                       kMelTensor}) {
    for (float scale : {0.0f, -0.01f, std::numeric_limits<float>::infinity(),
                        std::numeric_limits<float>::quiet_NaN(),
                        std::numeric_limits<float>::denorm_min(), 1e38f}) {
      CHECK(After([&](TestModel& m) { m.tensors[index].scales = {scale}; }) ==
            Status::kBadQuantization);
    }
    for (int64_t zero_point : {int64_t{-129}, int64_t{128}, INT64_MIN,
                               INT64_MAX, int64_t{1} << 32}) {
      CHECK(After([&](TestModel& m) {
              m.tensors[index].zero_points = {zero_point};
            }) == Status::kBadQuantization);
    }
    CHECK(AfterTensor(index, [](TestTensor& t) { t.scales = {}; }) ==
          Status::kBadQuantization);
  }
}

TEST_CASE("negative scales that cancel are refused") {
  CHECK(After([](TestModel& m) {
          m.operators[0].inputs.resize(2);
          m.operators[1].inputs.resize(2);
          for (size_t index : {WeightsOf(0), OutputOf(0), WeightsOf(1)}) {
            m.tensors[index].scales[0] *= -1.0f;
          }
        }) == Status::kBadQuantization);
}

TEST_CASE("an odd number of rows is not read past its last one") {
  TestModel model = MakeDecoder({8, 40, 5});
  model.tensors.push_back(model.tensors[WeightsOf(1)]);  // ends the file
  model.operators[1].inputs[1] =
      static_cast<int32_t>(model.tensors.size()) - 1;
  const auto bytes = WriteModel(model);
  CHECK(LoadBytes({bytes.begin(), bytes.end()}) == Status::kOk);
}

TEST_CASE("per-channel weights and other scalings of the ends are refused") {
  CHECK(AfterTensor(WeightsOf(0), [](TestTensor& t) {
          t.scales.assign(16, 0.01f);
          t.zero_points.assign(16, 0);
        }) == Status::kBadQuantization);
  CHECK(AfterTensor(WeightsOf(0), [](TestTensor& t) {
          t.zero_points = {1};
        }) == Status::kBadQuantization);
  CHECK(AfterTensor(kLatentsTensor, [](TestTensor& t) {
          t.zero_points = {0};
        }) == Status::kBadQuantization);
  CHECK(AfterTensor(kMelTensor, [](TestTensor& t) {
          t.scales = {1.0f / 255.0f};
        }) == Status::kBadQuantization);
}

TEST_CASE("weights of -128 and sums that could overflow are refused") {
  CHECK(AfterTensor(WeightsOf(0), [](TestTensor& t) { t.data[5] = 0x80; }) ==
        Status::kBadQuantization);
  CHECK(AfterTensor(WeightsOf(0), [](TestTensor& t) { t.data[13] = 0x80; }) ==
        Status::kBadQuantization);
  const std::vector<int32_t> largest(16, 0x7FFFFFFF);
  CHECK(After([&](TestModel& m) {
          m.tensors[BiasesOf(0)].data = BytesOf(largest);
        }) == Status::kBadQuantization);
  const std::vector<int32_t> lowest(16, INT32_MIN);
  CHECK(After([&](TestModel& m) {
          m.tensors[BiasesOf(0)].data = BytesOf(lowest);
        }) == Status::kBadQuantization);
}

}  // namespace
}  // namespace autocoder
