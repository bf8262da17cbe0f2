// SPDX-License-Identifier: MIT
#include "decoder/tflm/tflm_decoder.h"

#include <algorithm>
#include <cstring>
#include <new>

#include <tensorflow/lite/micro/kernels/fully_connected.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/schema/schema_generated.h>

#include "decoder/dense_decoder.h"
#include "decoder/dense_layer.h"

namespace autocoder {

namespace {

constexpr size_t kAlignment = 16;  // of tensors, and of what a .tflite file stores

uint8_t* Align(uint8_t* memory) {
  const uintptr_t address = reinterpret_cast<uintptr_t>(memory);
  return memory + (kAlignment - address % kAlignment) % kAlignment;
}

// All that a decoder is made of, for int8 alone: what else an operator can do is not linked.
struct Operators : tflite::MicroMutableOpResolver<2> {
  Operators() {
    AddFullyConnected(tflite::Register_FULLY_CONNECTED_INT8());
    AddLogistic();
  }
};

// Where the file says where tensors are to lie, the interpreter obeys.
bool PlacesTensors(const tflite::Metadata& metadata) {
  constexpr char kName[] = "OfflineMemoryAllocation";
  return metadata.name() != nullptr && std::strcmp(metadata.name()->c_str(), kName) == 0;
}

// Whether all that the interpreter reads lies in the file. It follows every offset and index, also
// of tensors that no operator uses, unchecked; ParseTfliteModel has read what a decoder needs.
bool IsWhole(const uint8_t* bytes, size_t size) {
  flatbuffers::Verifier verifier(bytes, size);
  if (!tflite::VerifyModelBuffer(verifier)) return false;
  const tflite::Model* model = tflite::GetModel(bytes);
  const tflite::SubGraph* graph = model->subgraphs()->Get(0);
  for (const tflite::Tensor* tensor : *graph->tensors()) {
    if (tensor->buffer() >= model->buffers()->size() || tensor->is_variable()) return false;
  }
  for (const tflite::Operator* operation : *graph->operators()) {
    if (operation->intermediates() != nullptr) return false;
  }
  if (model->metadata() == nullptr) return true;
  for (const tflite::Metadata* metadata : *model->metadata()) {
    if (PlacesTensors(*metadata)) return false;
  }
  return true;
}

// The parser's form, and multipliers that the interpreter's arithmetic can say.
Status CheckModel(const uint8_t* bytes, size_t size, DenseModel* model) {
  const Status status = ParseTfliteModel(bytes, size, kDecoderForm, model);
  if (status != Status::kOk) return status;
  QuantizedMultiplier multiplier;
  for (size_t i = 0; i < model->layer_count; ++i) {
    if (!LayerMultiplier(model->layers[i], &multiplier)) return Status::kBadQuantization;
  }
  int8_t table[kInt8Values];
  const Quantization& logits = model->last().output;
  return BuildLogisticTable(logits.scale, logits.zero_point, table) ? Status::kOk
                                                                    : Status::kBadQuantization;
}

}  // namespace

struct TflmDecoder::Interpreter {
  explicit Interpreter(const uint8_t* model)
      : interpreter(tflite::GetModel(model), operators, tensors, sizeof(tensors)) {}

  Operators operators;
  alignas(kAlignment) uint8_t tensors[kTensorArenaBytes];
  tflite::MicroInterpreter interpreter;
};

Status TflmDecoder::Load(const uint8_t* bytes, size_t size) {
  DenseLoad load;
  Status status = BeginLoad(bytes, size, &load);
  while (load.loading) status = StepLoad(&load);
  return status;
}

Status TflmDecoder::BeginLoad(const uint8_t* bytes, size_t size, DenseLoad* load) {
  mel_bands_ = multiply_adds_ = copied_bytes_ = model_bytes_ = 0;
  interpreter_ = nullptr;
  load->layer = load->row = 0;
  load->loading = false;
  const Status status = CheckModel(bytes, size, &load->model);
  if (status != Status::kOk) return status;
  model_ = Align(Align(arena_) + sizeof(Interpreter));
  const size_t before = static_cast<size_t>(model_ - arena_);
  if (before > arena_bytes_ || size > arena_bytes_ - before) return Status::kTooLarge;
  source_ = bytes;
  model_bytes_ = size;
  load->loading = true;
  return Status::kOk;
}

Status TflmDecoder::StepLoad(DenseLoad* load) {
  if (!load->loading) return Status::kOk;
  if (copied_bytes_ < model_bytes_) {
    const size_t piece = std::min(model_bytes_ - copied_bytes_, DenseNetwork::kLoadWeights);
    std::memcpy(model_ + copied_bytes_, source_ + copied_bytes_, piece);
    copied_bytes_ += piece;
    return Status::kOk;
  }
  load->loading = false;
  if (load->layer == load->model.layer_count) return Start(load->model);
  const Status status = CheckRows(load);
  load->loading = status == Status::kOk;
  return status;
}

// The next rows, as many as a piece has.
Status TflmDecoder::CheckRows(DenseLoad* load) const {
  const DenseLayer& layer = load->model.layers[load->layer];
  const size_t rows = DenseNetwork::kLoadWeights / layer.inputs;
  const size_t end = std::min(load->row + rows, layer.outputs);
  QuantizedMultiplier multiplier;
  LayerMultiplier(layer, &multiplier);
  for (int32_t bias; load->row < end; ++load->row) {
    const int8_t* weights = layer.weights + load->row * layer.inputs;
    if (!FoldBias(layer, load->row, multiplier, &bias) ||
        std::memchr(weights, static_cast<uint8_t>(kNoWeight), layer.inputs) != nullptr) {
      return Status::kBadQuantization;
    }
  }
  if (load->row == layer.outputs) {
    load->row = 0;
    ++load->layer;
  }
  return Status::kOk;
}

Status TflmDecoder::Start(const DenseModel& model) {
  if (!IsWhole(model_, model_bytes_)) return Status::kBadOffset;
  // Never destroyed: all that it has lies in the arena.
  interpreter_ = new (Align(arena_)) Interpreter(model_);
  if (interpreter_->interpreter.AllocateTensors() != kTfLiteOk) return Status::kTooLarge;
  for (size_t i = 0; i < model.layer_count; ++i) {
    multiply_adds_ += model.layers[i].inputs * model.layers[i].outputs;
  }
  mel_bands_ = model.last().outputs;
  return Status::kOk;
}

void TflmDecoder::Decode(const int8_t* latents, int8_t* mel) {
  if (mel_bands_ == 0) return;
  tflite::MicroInterpreter& interpreter = interpreter_->interpreter;
  std::memcpy(interpreter.input(0)->data.int8, latents, kDecoderLatents);
  interpreter.Invoke();  // fails only for tensors of other types
  std::memcpy(mel, interpreter.output(0)->data.int8, mel_bands_);
}

size_t TflmDecoder::arena_used() const {
  return mel_bands_ == 0 ? 0 : model_bytes_ + interpreter_->interpreter.arena_used_bytes();
}

}  // namespace autocoder
