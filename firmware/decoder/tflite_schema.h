// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_TFLITE_SCHEMA_H_
#define AUTOCODER_DECODER_TFLITE_SCHEMA_H_

#include <cstddef>
#include <cstdint>

// The part of the TensorFlow Lite schema, version 3, that a decoder uses:
// the index of each field in its table, and the values of its enumerations.
namespace autocoder::schema {

constexpr uint32_t kVersion = 3;
constexpr char kIdentifier[] = "TFL3";
constexpr size_t kIdentifierAt = 4;
constexpr size_t kHeaderBytes = 8;

namespace model {
constexpr unsigned kVersion = 0;
constexpr unsigned kOperatorCodes = 1;
constexpr unsigned kSubgraphs = 2;
constexpr unsigned kBuffers = 4;
}  // namespace model

namespace operator_code {
constexpr unsigned kOneByteCode = 0;
constexpr unsigned kVersion = 2;
constexpr unsigned kCode = 3;
constexpr int32_t kFullyConnected = 9;
constexpr int32_t kLogistic = 14;
}  // namespace operator_code

namespace subgraph {
constexpr unsigned kTensors = 0;
constexpr unsigned kInputs = 1;
constexpr unsigned kOutputs = 2;
constexpr unsigned kOperators = 3;
}  // namespace subgraph

namespace tensor {
constexpr unsigned kShape = 0;
constexpr unsigned kType = 1;
constexpr unsigned kBuffer = 2;
constexpr unsigned kQuantization = 4;
constexpr unsigned kSparsity = 6;
constexpr int8_t kFloat32 = 0;
constexpr int8_t kInt32 = 2;
constexpr int8_t kInt8 = 9;
}  // namespace tensor

namespace quantization {
constexpr unsigned kScale = 2;
constexpr unsigned kZeroPoint = 3;
constexpr unsigned kDetailsType = 4;
constexpr uint8_t kNoDetails = 0;
}  // namespace quantization

namespace operation {
constexpr unsigned kCodeIndex = 0;
constexpr unsigned kInputs = 1;
constexpr unsigned kOutputs = 2;
constexpr unsigned kOptionsType = 3;
constexpr unsigned kOptions = 4;
constexpr uint8_t kFullyConnectedOptions = 8;
constexpr int32_t kNoTensor = -1;
}  // namespace operation

namespace fully_connected {
constexpr unsigned kActivation = 0;
constexpr unsigned kWeightsFormat = 1;
constexpr int8_t kNoActivation = 0;
constexpr int8_t kRelu = 1;
constexpr int8_t kPlainWeights = 0;
}  // namespace fully_connected

namespace buffer {
constexpr unsigned kData = 0;
}  // namespace buffer

}  // namespace autocoder::schema

#endif  // AUTOCODER_DECODER_TFLITE_SCHEMA_H_
