// SPDX-License-Identifier: MIT
#include "tflite_writer.h"

#include <random>

namespace autocoder {

namespace {

void WriteTensor(FlatWriter* writer, size_t slot, const TestTensor& tensor,
                 uint32_t buffer) {
  namespace fields = schema::tensor;
  const auto table = writer->Table({FlatWriter::Offset(fields::kShape),
                                    FlatWriter::Offset(fields::kQuantization),
                                    FlatWriter::Scalar(fields::kBuffer, buffer),
                                    FlatWriter::Scalar(fields::kType, tensor.type)});
  writer->Link(slot, table.position);
  writer->Vector(table.fields[0], tensor.shape);
  const auto quantization =
      writer->Table({FlatWriter::Offset(schema::quantization::kScale),
                     FlatWriter::Offset(schema::quantization::kZeroPoint)});
  writer->Link(table.fields[1], quantization.position);
  writer->Vector(quantization.fields[0], tensor.scales);
  writer->Vector(quantization.fields[1], tensor.zero_points);
}

void WriteOperator(FlatWriter* writer, size_t slot,
                   const TestOperator& operation) {
  namespace fields = schema::operation;
  const auto table = writer->Table(
      {FlatWriter::Scalar(fields::kCodeIndex, operation.code),
       FlatWriter::Offset(fields::kInputs), FlatWriter::Offset(fields::kOutputs),
       FlatWriter::Offset(fields::kOptions),
       FlatWriter::Scalar(fields::kOptionsType, fields::kFullyConnectedOptions)});
  writer->Link(slot, table.position);
  writer->Vector(table.fields[1], operation.inputs);
  writer->Vector(table.fields[2], operation.outputs);
  const auto options = writer->Table(
      {FlatWriter::Scalar(schema::fully_connected::kActivation,
                          operation.activation),
       FlatWriter::Scalar(schema::fully_connected::kWeightsFormat,
                          operation.weights_format)});
  writer->Link(table.fields[3], options.position);
}

void WriteSubgraph(FlatWriter* writer, size_t slot, const TestModel& model) {
  namespace fields = schema::subgraph;
  const auto table = writer->Table(
      {FlatWriter::Offset(fields::kTensors), FlatWriter::Offset(fields::kInputs),
       FlatWriter::Offset(fields::kOutputs),
       FlatWriter::Offset(fields::kOperators)});
  writer->Link(slot, table.position);
  writer->Vector(table.fields[1], model.inputs);
  writer->Vector(table.fields[2], model.outputs);
  const auto tensors = writer->Offsets(table.fields[0], model.tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    WriteTensor(writer, tensors[i], model.tensors[i],
                static_cast<uint32_t>(i));
  }
  const auto operators =
      writer->Offsets(table.fields[3], model.operators.size());
  for (size_t i = 0; i < operators.size(); ++i) {
    WriteOperator(writer, operators[i], model.operators[i]);
  }
}

void WriteCode(FlatWriter* writer, size_t slot, const TestCode& code) {
  namespace fields = schema::operator_code;
  const auto table =
      writer->Table({FlatWriter::Scalar(fields::kVersion, code.version),
                     FlatWriter::Scalar(fields::kCode, code.code)});
  writer->Link(slot, table.position);
}

void WriteBuffer(FlatWriter* writer, size_t slot,
                 const std::vector<uint8_t>& data) {
  const auto table = writer->Table({FlatWriter::Offset(schema::buffer::kData)});
  writer->Link(slot, table.position);
  writer->Vector(table.fields[0], data);
}

}  // namespace

std::vector<uint8_t> WriteModel(const TestModel& model) {
  namespace fields = schema::model;
  FlatWriter writer;
  const size_t root = writer.Put(uint32_t{0});
  writer.bytes.insert(writer.bytes.end(), model.identifier.begin(),
                      model.identifier.end());
  const auto table = writer.Table(
      {FlatWriter::Scalar(fields::kVersion, model.version),
       FlatWriter::Offset(fields::kOperatorCodes),
       FlatWriter::Offset(fields::kSubgraphs),
       FlatWriter::Offset(fields::kBuffers)});
  writer.Link(root, table.position);
  const auto codes = writer.Offsets(table.fields[1], model.codes.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    WriteCode(&writer, codes[i], model.codes[i]);
  }
  for (size_t slot : writer.Offsets(table.fields[2], model.subgraphs)) {
    WriteSubgraph(&writer, slot, model);
  }
  // The buffers stand at the end: reading past one leaves the file.
  const auto buffers = writer.Offsets(table.fields[3], model.tensors.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    WriteBuffer(&writer, buffers[i], model.tensors[i].data);
  }
  return writer.bytes;
}

TestModel MakeDecoder(const std::vector<int32_t>& widths) {
  constexpr float kLatentScale = 1.0f / 255.0f;
  constexpr float kWeightScale = 0.01f;
  constexpr float kHiddenScale = 0.02f;
  std::mt19937 random(1);
  TestModel model;
  model.tensors.push_back({{1, widths[0]}, schema::tensor::kInt8,
                           {kLatentScale}, {-128}});
  float input_scale = kLatentScale;
  for (size_t layer = 0; layer + 1 < widths.size(); ++layer) {
    const int32_t inputs = widths[layer];
    const int32_t outputs = widths[layer + 1];
    const bool is_last = layer + 2 == widths.size();
    std::vector<int8_t> weights(static_cast<size_t>(inputs * outputs));
    for (int8_t& weight : weights) {
      weight = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
    }
    std::vector<int32_t> biases(static_cast<size_t>(outputs));
    for (int32_t& bias : biases) {
      bias = static_cast<int32_t>(random() % 20001) - 10000;
    }
    model.tensors.push_back({{outputs, inputs}, schema::tensor::kInt8,
                             {kWeightScale}, {0}, BytesOf(weights)});
    model.tensors.push_back({{outputs}, schema::tensor::kInt32,
                             {input_scale * kWeightScale}, {0},
                             BytesOf(biases)});
    model.tensors.push_back({{1, outputs}, schema::tensor::kInt8,
                             {kHiddenScale}, {is_last ? 5 : -128}});
    const auto index = [](size_t value) { return static_cast<int32_t>(value); };
    model.operators.push_back(
        {0, {index(3 * layer), index(WeightsOf(layer)), index(BiasesOf(layer))},
         {index(OutputOf(layer))},
         is_last ? schema::fully_connected::kNoActivation
                 : schema::fully_connected::kRelu});
    input_scale = kHiddenScale;
  }
  const int32_t last = static_cast<int32_t>(model.tensors.size());
  model.tensors.push_back({{1, widths.back()}, schema::tensor::kInt8,
                           {1.0f / 256.0f}, {-128}});
  model.operators.push_back({1, {last - 1}, {last}});
  model.inputs = {0};
  model.outputs = {last};
  return model;
}

TestModel MakeEncoder(const std::vector<int32_t>& widths) {
  TestModel model = MakeDecoder(widths);
  model.tensors.pop_back();
  model.operators.pop_back();
  model.tensors[0].scales = {1.0f / 256.0f};
  model.tensors[BiasesOf(0)].scales = {model.tensors[WeightsOf(0)].scales[0] / 256.0f};
  model.tensors.back().scales = {1.0f / 255.0f};
  model.tensors.back().zero_points = {-128};
  model.outputs = {static_cast<int32_t>(model.tensors.size()) - 1};
  return model;
}

}  // namespace autocoder
