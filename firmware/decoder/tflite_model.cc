// SPDX-License-Identifier: MIT
#include "decoder/tflite_model.h"

#include <cmath>
#include <cstring>

#include "decoder/tflite_schema.h"

namespace autocoder {

namespace {

bool Near(float value, float wanted, float relative) {
  return std::fabs(value - wanted) <= relative * wanted;
}

// Where the chain of operators stands: the tensor computed so far.
struct Link {
  int32_t index;
  TfliteTensor tensor;

  size_t width() const { return tensor.dimensions[1]; }
};

Status ReadLink(const TfliteFile& file, int32_t index, Link* link) {
  link->index = index;
  const TfliteTensor& tensor = link->tensor;
  const Status status = file.ReadTensor(index, &link->tensor);
  if (status != Status::kOk) return status;
  if (tensor.type != schema::tensor::kInt8) return Status::kBadType;
  const bool is_row = tensor.rank == 2 && tensor.dimensions[0] == 1;
  return is_row && tensor.data_bytes == 0 ? Status::kOk : Status::kBadShape;
}

Status CheckEnd(const Link& link, const NetworkEnd& end) {
  const size_t width = link.width();
  if (end.width != 0 && width != end.width) return Status::kBadShape;
  if (width > kMaxNetworkWidth) return Status::kTooLarge;
  const Quantization& quantization = link.tensor.quantization;
  return Near(quantization.scale, end.scale, end.tolerance) &&
                 quantization.zero_point == -128
             ? Status::kOk
             : Status::kBadQuantization;
}

Status ReadWeights(const TfliteFile& file, int32_t index, DenseLayer* layer) {
  TfliteTensor weights;
  const Status status = file.ReadTensor(index, &weights);
  if (status != Status::kOk) return status;
  if (weights.type != schema::tensor::kInt8) return Status::kBadType;
  if (weights.rank != 2 || weights.dimensions[0] != layer->outputs ||
      weights.dimensions[1] != layer->inputs ||
      weights.data_bytes != layer->outputs * layer->inputs) {
    return Status::kBadShape;
  }
  if (weights.quantization.zero_point != 0) return Status::kBadQuantization;
  layer->weights = reinterpret_cast<const int8_t*>(weights.data);
  layer->weight_scale = weights.quantization.scale;
  return Status::kOk;
}

Status ReadBiases(const TfliteFile& file, int32_t index, DenseLayer* layer) {
  if (index == schema::operation::kNoTensor) return Status::kOk;
  TfliteTensor biases;
  const Status status = file.ReadTensor(index, &biases);
  if (status != Status::kOk) return status;
  if (biases.type != schema::tensor::kInt32) return Status::kBadType;
  if (biases.rank != 1 || biases.dimensions[0] != layer->outputs ||
      biases.data_bytes != layer->outputs * sizeof(int32_t)) {
    return Status::kBadShape;
  }
  constexpr float kTolerance = 0.01f;
  const float scale = layer->input.scale * layer->weight_scale;
  if (biases.quantization.zero_point != 0 ||
      !Near(biases.quantization.scale, scale, kTolerance)) {
    return Status::kBadQuantization;
  }
  layer->biases = biases.data;
  return Status::kOk;
}

Status ReadActivation(const FlatTable& operation, bool* relu) {
  namespace fields = schema::fully_connected;
  const FlatTable options = operation.Table(schema::operation::kOptions);
  const auto type =
      operation.Scalar<uint8_t>(schema::operation::kOptionsType, 0);
  const auto format =
      options.Scalar<int8_t>(fields::kWeightsFormat, fields::kPlainWeights);
  const auto activation =
      options.Scalar<int8_t>(fields::kActivation, fields::kNoActivation);
  *relu = activation == fields::kRelu;
  return type == schema::operation::kFullyConnectedOptions &&
                 format == fields::kPlainWeights &&
                 (*relu || activation == fields::kNoActivation)
             ? Status::kOk
             : Status::kUnsupportedOperator;
}

Status ReadDense(const TfliteFile& file, const FlatTable& operation,
                 Link* link, DenseLayer* layer) {
  const auto inputs = operation.Vector<int32_t>(schema::operation::kInputs);
  const auto outputs = operation.Vector<int32_t>(schema::operation::kOutputs);
  if (inputs.size() < 2 || inputs.size() > 3 || outputs.size() != 1) {
    return Status::kUnsupportedOperator;
  }
  *layer = {};
  layer->inputs = link->width();
  layer->input = link->tensor.quantization;
  Status status = ReadActivation(operation, &layer->relu);
  if (status != Status::kOk) return status;
  status = ReadLink(file, outputs[0], link);
  if (status != Status::kOk) return status;
  layer->outputs = link->width();
  layer->output = link->tensor.quantization;
  status = ReadWeights(file, inputs[1], layer);
  if (status != Status::kOk || inputs.size() == 2) return status;
  return ReadBiases(file, inputs[2], layer);
}

Status ReadLogistic(const TfliteFile& file, const FlatTable& operation,
                    Link* link) {
  const auto inputs = operation.Vector<int32_t>(schema::operation::kInputs);
  const auto outputs = operation.Vector<int32_t>(schema::operation::kOutputs);
  if (inputs.size() != 1 || outputs.size() != 1) {
    return Status::kUnsupportedOperator;
  }
  const size_t width = link->width();
  const Status status = ReadLink(file, outputs[0], link);
  if (status != Status::kOk) return status;
  return link->width() == width ? Status::kOk : Status::kBadShape;
}

Status ReadStep(const TfliteFile& file, size_t index, Link* link,
                DenseModel* model) {
  const FlatTable operation = file.Operation(index);
  int32_t code = 0;
  const Status status = file.ReadCode(operation, &code);
  if (status != Status::kOk) return status;
  const bool is_logistic = index == model->layer_count;
  if (is_logistic != (code == schema::operator_code::kLogistic)) {
    return Status::kUnsupportedOperator;
  }
  const auto inputs = operation.Vector<int32_t>(schema::operation::kInputs);
  if (inputs[0] != link->index) return Status::kBadShape;
  return is_logistic
             ? ReadLogistic(file, operation, link)
             : ReadDense(file, operation, link, &model->layers[index]);
}

Status ReadGraph(const TfliteFile& file, const NetworkForm& form,
                 DenseModel* model) {
  namespace fields = schema::subgraph;
  if (file.version() != schema::kVersion) return Status::kUnsupportedVersion;
  const auto inputs = file.graph().Vector<int32_t>(fields::kInputs);
  const auto outputs = file.graph().Vector<int32_t>(fields::kOutputs);
  const size_t logistics = form.logistic ? 1 : 0;
  const size_t operators =
      file.graph().Vector<uint32_t>(fields::kOperators).size();
  if (file.subgraph_count() != 1 || inputs.size() != 1 ||
      outputs.size() != 1 || operators <= logistics) {
    return Status::kBadShape;
  }
  if (operators > kMaxDenseLayers + logistics) return Status::kTooLarge;
  model->layer_count = operators - logistics;
  Link link;
  Status status = ReadLink(file, inputs[0], &link);
  if (status == Status::kOk) status = CheckEnd(link, form.input);
  for (size_t i = 0; i < operators && status == Status::kOk; ++i) {
    status = ReadStep(file, i, &link, model);
  }
  if (status == Status::kOk) status = CheckEnd(link, form.output);
  if (status != Status::kOk) return status;
  return link.index == outputs[0] ? Status::kOk : Status::kBadShape;
}

}  // namespace

Status ParseTfliteModel(const uint8_t* bytes, size_t size,
                        const NetworkForm& form, DenseModel* model) {
  if (size < schema::kHeaderBytes) return Status::kTruncated;
  if (std::memcmp(bytes + schema::kIdentifierAt, schema::kIdentifier,
                  std::strlen(schema::kIdentifier)) != 0) {
    return Status::kBadIdentifier;
  }
  const TfliteFile file(bytes, size);
  const Status status = ReadGraph(file, form, model);
  // A verdict on values that a broken read invented means nothing.
  return file.intact() ? status : Status::kBadOffset;
}

}  // namespace autocoder
