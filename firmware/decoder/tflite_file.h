// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_TFLITE_FILE_H_
#define AUTOCODER_DECODER_TFLITE_FILE_H_

#include <cstddef>
#include <cstdint>

#include "decoder/flatbuffer.h"
#include "status.h"

namespace autocoder {

constexpr size_t kMaxLayerWidth = 1024;

// real value = scale * (int8 value - zero_point)
struct Quantization {
  float scale;         // finite, positive
  int32_t zero_point;  // -128 .. 127
};

// One or two dimensions of 1 .. kMaxLayerWidth, quantized per tensor.
struct TfliteTensor {
  int8_t type;
  size_t rank;
  size_t dimensions[2];
  Quantization quantization;
  const uint8_t* data;
  size_t data_bytes;  // 0: computed, not stored
};

// Tensors and operators of a .tflite file with one subgraph. What it returns
// holds only while intact(): a damaged file reads as zeros.
class TfliteFile {
 public:
  // At least schema::kHeaderBytes.
  TfliteFile(const uint8_t* bytes, size_t size);

  bool intact() const { return buffer_.intact(); }
  uint32_t version() const;
  size_t subgraph_count() const;
  const FlatTable& graph() const { return graph_; }

  FlatTable Operation(size_t index) const;
  Status ReadTensor(int32_t index, TfliteTensor* tensor) const;

  // Accepts FULLY_CONNECTED and LOGISTIC in versions that have the int8
  // arithmetic of fixed_point.h.
  Status ReadCode(const FlatTable& operation, int32_t* code) const;

 private:
  FlatBuffer buffer_;
  FlatTable model_;
  FlatTable graph_;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_TFLITE_FILE_H_
