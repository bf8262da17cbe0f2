// SPDX-License-Identifier: MIT
#include "decoder/tflite_file.h"

#include <cmath>

#include "decoder/tflite_schema.h"

namespace autocoder {

namespace {

// int8 came with the first of these versions; the later ones, up to
// per-channel weights, add attributes and types that are checked themselves.
constexpr int32_t kFullyConnectedVersions[] = {4, 12};
constexpr int32_t kLogisticVersions[] = {2, 3};

Status ReadShape(const FlatTable& table, TfliteTensor* tensor) {
  const auto shape = table.Vector<int32_t>(schema::tensor::kShape);
  tensor->rank = shape.size();
  if (tensor->rank < 1 || tensor->rank > 2) return Status::kBadShape;
  for (size_t i = 0; i < tensor->rank; ++i) {
    const int32_t dimension = shape[i];
    if (dimension < 1) return Status::kBadShape;
    if (dimension > static_cast<int32_t>(kMaxLayerWidth)) {
      return Status::kTooLarge;
    }
    tensor->dimensions[i] = static_cast<size_t>(dimension);
  }
  return Status::kOk;
}

Status ReadQuantization(const FlatTable& table, TfliteTensor* tensor) {
  namespace fields = schema::quantization;
  const FlatTable quantization = table.Table(schema::tensor::kQuantization);
  const auto scales = quantization.Vector<float>(fields::kScale);
  const auto zero_points = quantization.Vector<int64_t>(fields::kZeroPoint);
  const auto details =
      quantization.Scalar<uint8_t>(fields::kDetailsType, fields::kNoDetails);
  if (details != fields::kNoDetails || scales.size() != 1 ||
      zero_points.size() != 1) {
    return Status::kBadQuantization;
  }
  const float scale = scales[0];
  const int64_t zero_point = zero_points[0];
  if (!std::isfinite(scale) || scale <= 0.0f || zero_point < -128 ||
      zero_point > 127) {
    return Status::kBadQuantization;
  }
  tensor->quantization = {scale, static_cast<int32_t>(zero_point)};
  return Status::kOk;
}

}  // namespace

TfliteFile::TfliteFile(const uint8_t* bytes, size_t size)
    : buffer_(bytes, size),
      model_(&buffer_, buffer_.Follow(0)),
      graph_(model_.TableInVector(schema::model::kSubgraphs, 0)) {}

uint32_t TfliteFile::version() const {
  return model_.Scalar<uint32_t>(schema::model::kVersion, 0);
}

size_t TfliteFile::subgraph_count() const {
  return model_.Vector<uint32_t>(schema::model::kSubgraphs).size();
}

FlatTable TfliteFile::Operation(size_t index) const {
  return graph_.TableInVector(schema::subgraph::kOperators, index);
}

Status TfliteFile::ReadTensor(int32_t index, TfliteTensor* tensor) const {
  namespace fields = schema::tensor;
  // A negative index becomes one that no vector has.
  const FlatTable table = graph_.TableInVector(schema::subgraph::kTensors,
                                               static_cast<uint32_t>(index));
  tensor->type = table.Scalar<int8_t>(fields::kType, fields::kFloat32);
  if (table.Table(fields::kSparsity).present()) return Status::kBadType;
  const auto buffer = table.Scalar<uint32_t>(fields::kBuffer, 0);
  const auto data = model_.TableInVector(schema::model::kBuffers, buffer)
                        .Vector<uint8_t>(schema::buffer::kData);
  tensor->data = data.bytes();
  tensor->data_bytes = data.size();
  const Status status = ReadShape(table, tensor);
  return status == Status::kOk ? ReadQuantization(table, tensor) : status;
}

Status TfliteFile::ReadCode(const FlatTable& operation, int32_t* code) const {
  namespace fields = schema::operator_code;
  const FlatTable entry = model_.TableInVector(
      schema::model::kOperatorCodes,
      operation.Scalar<uint32_t>(schema::operation::kCodeIndex, 0));
  // Small codes also stand in the one-byte field that came first, and very
  // old files have only that.
  const int32_t one_byte_code = entry.Scalar<int8_t>(fields::kOneByteCode, 0);
  const int32_t full_code = entry.Scalar<int32_t>(fields::kCode, 0);
  *code = full_code > one_byte_code ? full_code : one_byte_code;
  const bool is_dense = *code == fields::kFullyConnected;
  if (!is_dense && *code != fields::kLogistic) {
    return Status::kUnsupportedOperator;
  }
  const int32_t* versions =
      is_dense ? kFullyConnectedVersions : kLogisticVersions;
  const int32_t version = entry.Scalar<int32_t>(fields::kVersion, 1);
  return version >= versions[0] && version <= versions[1]
             ? Status::kOk
             : Status::kUnsupportedVersion;
}

}  // namespace autocoder
