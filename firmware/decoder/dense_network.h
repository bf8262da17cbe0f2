// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_DENSE_NETWORK_H_
#define AUTOCODER_DECODER_DENSE_NETWORK_H_

#include <cstddef>
#include <cstdint>

#include "decoder/fixed_point.h"
#include "decoder/tflite_model.h"

namespace autocoder {

// A load that is done in pieces, and where it stands.
struct DenseLoad {
  DenseModel model;  // leads into the bytes
  size_t layer = 0;
  size_t row = 0;
  bool loading = false;
};

// Our own int8 dense network with TensorFlow Lite Micro's exact arithmetic.
class DenseNetwork {
 public:
  // The arena holds the packed weights and must outlive the network; the
  // model's bytes are needed during Load only.
  DenseNetwork() = default;
  DenseNetwork(uint8_t* arena, size_t arena_bytes)
      : arena_(arena), arena_bytes_(arena_bytes) {}
  // Before Load.
  void SetArena(uint8_t* arena, size_t arena_bytes) {
    arena_ = arena;
    arena_bytes_ = arena_bytes;
  }

  // On any status but kOk the network is left unloaded: kTooLarge when the
  // arena is too small, kBadQuantization also for a layer whose sums could
  // leave 30 bits: proving here that they cannot is what lets Step do without
  // any overflow checks.
  Status Load(const uint8_t* bytes, size_t size, const NetworkForm& form);

  // The same in pieces, for a loop that has other things to do between: while load->loading, the
  // bytes are needed and nothing can be run. Each piece packs at most kLoadWeights weights and a
  // row.
  static constexpr size_t kLoadWeights = 16 << 10;
  Status BeginLoad(const uint8_t* bytes, size_t size, const NetworkForm& form, DenseLoad* load);
  Status StepLoad(DenseLoad* load);

  // Reads inputs() values; Step then computes one layer at a time, and the
  // last one writes outputs() values and returns true. An unloaded network
  // returns true and writes nothing.
  void Begin(const int8_t* input);
  bool Step(int8_t* output);
  void Run(const int8_t* input, int8_t* output);

  // 0 while unloaded.
  size_t inputs() const { return inputs_; }
  size_t outputs() const { return outputs_; }

  // Bytes of the arena in use; for budgets.
  size_t arena_used() const { return arena_used_; }
  // Multiply-adds of one run, padding not counted.
  size_t multiply_adds() const { return multiply_adds_; }

 private:
  struct Layer {
    int16_t* pairs;
    int32_t* biases;
    size_t rows;     // padded outputs
    size_t columns;  // padded inputs
    size_t outputs;
    QuantizedMultiplier multiplier;
    int32_t output_zero_point;
    int32_t lowest;  // of the int8 output: its zero point after a RELU
  };

  template <typename T>
  T* Allocate(size_t count);
  void Unload();
  Status BeginLayer(const DenseLayer& source, Layer* layer);
  Status LoadRows(const DenseLayer& source, const Layer& layer, size_t begin, size_t end);
  Status EndLoad(const DenseModel& model);
  static void Requantize(const Layer& layer, const int32_t* sums,
                         int16_t* activations);
  void WriteOutput(int8_t* output) const;

  uint8_t* arena_ = nullptr;
  size_t arena_bytes_ = 0;
  size_t arena_used_ = 0;
  size_t multiply_adds_ = 0;
  size_t inputs_ = 0;
  size_t outputs_ = 0;
  size_t layer_count_ = 0;
  size_t next_layer_ = 0;
  Layer layers_[kMaxDenseLayers];
  int32_t* sums_ = nullptr;
  int16_t* activations_ = nullptr;
  bool ends_in_logistic_ = false;
  int8_t logistic_[kInt8Values];
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_DENSE_NETWORK_H_
