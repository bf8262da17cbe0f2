// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_TFLITE_WRITER_H_
#define AUTOCODER_TESTS_TFLITE_WRITER_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "decoder/tflite_schema.h"

namespace autocoder {

// Writes FlatBuffers front to back: tables first, their fields' offsets are
// filled in when what they lead to has been written.
class FlatWriter {
 public:
  struct Field {
    unsigned index;
    std::vector<uint8_t> bytes;
  };
  struct Written {
    std::vector<size_t> fields;  // position of each field, as given
    size_t position;
  };

  template <typename T>
  static Field Scalar(unsigned index, T value) {
    std::vector<uint8_t> bytes(sizeof(T));
    std::memcpy(bytes.data(), &value, sizeof(T));
    return {index, bytes};
  }
  static Field Offset(unsigned index) { return Scalar<uint32_t>(index, 0); }

  std::vector<uint8_t> bytes;

  template <typename T>
  size_t Put(T value) {
    const size_t at = bytes.size();
    bytes.resize(at + sizeof(T));
    std::memcpy(bytes.data() + at, &value, sizeof(T));
    return at;
  }

  void Link(size_t slot, size_t target) {
    const uint32_t offset = static_cast<uint32_t>(target - slot);
    std::memcpy(bytes.data() + slot, &offset, sizeof(offset));
  }

  Written Table(const std::vector<Field>& fields) {
    unsigned slots = 0;
    for (const Field& field : fields) slots = std::max(slots, field.index + 1);
    std::vector<uint16_t> vtable(slots, 0);
    uint16_t size = 4;
    for (const Field& field : fields) {
      vtable[field.index] = size;
      size = static_cast<uint16_t>(size + field.bytes.size());
    }
    const size_t vtable_at = Put(static_cast<uint16_t>(4 + 2 * slots));
    Put(size);
    for (uint16_t offset : vtable) Put(offset);
    Written written;
    written.position = bytes.size();
    Put(static_cast<int32_t>(written.position - vtable_at));
    for (const Field& field : fields) {
      written.fields.push_back(bytes.size());
      bytes.insert(bytes.end(), field.bytes.begin(), field.bytes.end());
    }
    return written;
  }

  template <typename T>
  void Vector(size_t slot, const std::vector<T>& values) {
    Link(slot, Put(static_cast<uint32_t>(values.size())));
    for (T value : values) Put(value);
  }

  // The slots of a vector of offsets, in order.
  std::vector<size_t> Offsets(size_t slot, size_t count) {
    Link(slot, Put(static_cast<uint32_t>(count)));
    std::vector<size_t> slots;
    for (size_t i = 0; i < count; ++i) slots.push_back(Put(uint32_t{0}));
    return slots;
  }
};

struct TestTensor {
  std::vector<int32_t> shape;
  int8_t type = schema::tensor::kInt8;
  std::vector<float> scales;
  std::vector<int64_t> zero_points = {0};
  std::vector<uint8_t> data = {};
};

struct TestOperator {
  uint32_t code;  // index into TestModel::codes
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
  int8_t activation = schema::fully_connected::kNoActivation;
  int8_t weights_format = schema::fully_connected::kPlainWeights;
};

struct TestCode {
  int32_t code;
  int32_t version;
};

// What a .tflite file says; defaults are those of a good decoder.
struct TestModel {
  uint32_t version = schema::kVersion;
  std::string identifier = schema::kIdentifier;
  size_t subgraphs = 1;
  std::vector<TestCode> codes = {{schema::operator_code::kFullyConnected, 4},
                                 {schema::operator_code::kLogistic, 2}};
  std::vector<TestTensor> tensors;
  std::vector<TestOperator> operators;
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
};

template <typename T>
std::vector<uint8_t> BytesOf(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<uint8_t> WriteModel(const TestModel& model);

// A chain of dense layers of the given widths (the first is the latents) with
// pseudo-random weights; all but the last have a fused RELU.
TestModel MakeDecoder(const std::vector<int32_t>& widths);

// The same chain without the logistic, with an encoder's scales at its ends.
TestModel MakeEncoder(const std::vector<int32_t>& widths);

// Where both put things. Tensor 0 holds the input.
constexpr size_t WeightsOf(size_t layer) { return 1 + 3 * layer; }
constexpr size_t BiasesOf(size_t layer) { return 2 + 3 * layer; }
constexpr size_t OutputOf(size_t layer) { return 3 + 3 * layer; }

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_TFLITE_WRITER_H_
