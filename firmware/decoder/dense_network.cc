// SPDX-License-Identifier: MIT
#include "decoder/dense_network.h"

#include <algorithm>
#include <cstring>

#include "decoder/dense_layer.h"
#include "kernels/dot_rows.h"

namespace autocoder {

namespace {

// The kernel reads and writes all its operands by words.
constexpr size_t kWordBytes = 4;

constexpr size_t RoundUp(size_t value, size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

static_assert(RoundUp(kMaxLayerWidth, kDotColumns) <= kMaxDotColumns,
              "the kernel's sums are exact up to its widest row only");

// Rows from an even one on. False for a weight that no model has.
bool PackWeights(const DenseLayer& layer, size_t columns, size_t begin,
                 size_t end, int16_t* pairs) {
  for (size_t row = begin; row < end; row += 2) {
    const int8_t* even = layer.weights + row * layer.inputs;
    const bool has_odd = row + 1 < layer.outputs;
    for (size_t column = 0; column < layer.inputs; ++column) {
      const int8_t low = even[column];
      const int8_t high = has_odd ? even[layer.inputs + column] : int8_t{0};
      if (low == kNoWeight || high == kNoWeight) return false;
      pairs[PairIndex(row, column, columns)] = PackPair(low, high);
    }
  }
  return true;
}

}  // namespace

template <typename T>
T* DenseNetwork::Allocate(size_t count) {
  const uintptr_t start = reinterpret_cast<uintptr_t>(arena_) + arena_used_;
  const size_t padding = RoundUp(start, kWordBytes) - start;
  const size_t free = arena_bytes_ - arena_used_;
  if (padding > free || count > (free - padding) / sizeof(T)) return nullptr;
  T* memory = reinterpret_cast<T*>(arena_ + arena_used_ + padding);
  arena_used_ += padding + count * sizeof(T);
  std::memset(memory, 0, count * sizeof(T));
  return memory;
}

void DenseNetwork::Unload() {
  inputs_ = 0;
  outputs_ = 0;
  layer_count_ = 0;
  next_layer_ = 0;
  arena_used_ = 0;
  multiply_adds_ = 0;
}

Status DenseNetwork::Load(const uint8_t* bytes, size_t size,
                          const NetworkForm& form) {
  DenseLoad load;
  Status status = BeginLoad(bytes, size, form, &load);
  while (load.loading) status = StepLoad(&load);
  return status;
}

Status DenseNetwork::BeginLoad(const uint8_t* bytes, size_t size,
                               const NetworkForm& form, DenseLoad* load) {
  Unload();
  load->layer = load->row = 0;
  load->loading = false;
  const Status status = ParseTfliteModel(bytes, size, form, &load->model);
  if (status != Status::kOk) return status;
  const Quantization& logits = load->model.last().output;
  ends_in_logistic_ = form.logistic;
  if (form.logistic &&
      !BuildLogisticTable(logits.scale, logits.zero_point, logistic_)) {
    return Status::kBadQuantization;
  }
  load->loading = true;
  return Status::kOk;
}

// An even number of rows, since they are packed in pairs.
Status DenseNetwork::StepLoad(DenseLoad* load) {
  if (!load->loading) return Status::kOk;
  const DenseLayer& source = load->model.layers[load->layer];
  Layer* layer = &layers_[load->layer];
  Status status = load->row == 0 ? BeginLayer(source, layer) : Status::kOk;
  if (status == Status::kOk) {
    const size_t rows = RoundUp(kLoadWeights / source.inputs, 2);
    const size_t end = std::min(load->row + rows, source.outputs);
    status = LoadRows(source, *layer, load->row, end);
    load->row = end;
  }
  if (status == Status::kOk && load->row == source.outputs) {
    load->row = 0;
    if (++load->layer == load->model.layer_count) {
      load->loading = false;
      return EndLoad(load->model);
    }
  }
  load->loading = status == Status::kOk;
  return status;
}

Status DenseNetwork::BeginLayer(const DenseLayer& source, Layer* layer) {
  layer->outputs = source.outputs;
  layer->rows = RoundUp(source.outputs, kDotRows);
  layer->columns = RoundUp(source.inputs, kDotColumns);
  layer->output_zero_point = source.output.zero_point;
  layer->lowest = source.relu ? source.output.zero_point : -128;
  if (!LayerMultiplier(source, &layer->multiplier)) {
    return Status::kBadQuantization;
  }
  layer->biases = Allocate<int32_t>(layer->rows);
  layer->pairs = Allocate<int16_t>(layer->rows / 2 * layer->columns);
  multiply_adds_ += source.inputs * source.outputs;
  return layer->biases == nullptr || layer->pairs == nullptr
             ? Status::kTooLarge
             : Status::kOk;
}

Status DenseNetwork::LoadRows(const DenseLayer& source, const Layer& layer,
                              size_t begin, size_t end) {
  for (size_t row = begin; row < end; ++row) {
    if (!FoldBias(source, row, layer.multiplier, &layer.biases[row])) {
      return Status::kBadQuantization;
    }
  }
  return PackWeights(source, layer.columns, begin, end, layer.pairs)
             ? Status::kOk
             : Status::kBadQuantization;
}

Status DenseNetwork::EndLoad(const DenseModel& model) {
  size_t widest = RoundUp(model.layers[0].inputs, kDotColumns);
  for (size_t i = 0; i < model.layer_count; ++i) {
    const size_t width = RoundUp(model.layers[i].outputs, kDotColumns);
    if (width > widest) widest = width;
  }
  activations_ = Allocate<int16_t>(widest);
  sums_ = Allocate<int32_t>(widest);
  if (activations_ == nullptr || sums_ == nullptr) return Status::kTooLarge;
  layer_count_ = model.layer_count;
  next_layer_ = layer_count_;
  inputs_ = model.layers[0].inputs;
  outputs_ = model.last().outputs;
  return Status::kOk;
}

// MultiplyByQuantizedMultiplier for sums that Load has proved small: doubling
// them loses nothing, so the rounding doubling high multiply is the rounding
// high half of the doubled product, one instruction on a Cortex-M7.
void DenseNetwork::Requantize(const Layer& layer, const int32_t* sums,
                              int16_t* activations) {
  const QuantizedMultiplier& multiplier = layer.multiplier;
  const int left = 1 + (multiplier.exponent > 0 ? multiplier.exponent : 0);
  const int right = multiplier.exponent > 0 ? 0 : -multiplier.exponent;
  const int32_t half = right > 0 ? int32_t{1} << (right - 1) : 0;
  const int32_t away_from_zero = right > 0 ? -1 : 0;
  const int32_t zero_point = layer.output_zero_point;
  const int32_t lowest = layer.lowest;
  for (size_t i = 0; i < layer.outputs; ++i) {
    const int64_t product =
        int64_t{sums[i] * (int32_t{1} << left)} * multiplier.mantissa;
    const int32_t high =
        static_cast<int32_t>((product + (int64_t{1} << 31)) >> 32);
    const int32_t tie = (high >> 31) & away_from_zero;
    int32_t level = ((high + tie + half) >> right) + zero_point;
    level = level < lowest ? lowest : level;
    activations[i] = static_cast<int16_t>(level > 127 ? 127 : level);
  }
}

void DenseNetwork::Begin(const int8_t* input) {
  for (size_t i = 0; i < inputs_; ++i) activations_[i] = input[i];
  next_layer_ = 0;
}

bool DenseNetwork::Step(int8_t* output) {
  if (next_layer_ >= layer_count_) return true;
  const Layer& layer = layers_[next_layer_];
  DotRows(layer.pairs, activations_, layer.biases, sums_, layer.rows,
          layer.columns);
  Requantize(layer, sums_, activations_);
  if (++next_layer_ < layer_count_) return false;
  WriteOutput(output);
  return true;
}

void DenseNetwork::Run(const int8_t* input, int8_t* output) {
  Begin(input);
  while (!Step(output)) {
  }
}

void DenseNetwork::WriteOutput(int8_t* output) const {
  for (size_t i = 0; i < outputs_; ++i) {
    output[i] = ends_in_logistic_ ? logistic_[activations_[i] + 128]
                                  : static_cast<int8_t>(activations_[i]);
  }
}

}  // namespace autocoder
