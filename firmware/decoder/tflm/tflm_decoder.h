// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_TFLM_TFLM_DECODER_H_
#define AUTOCODER_DECODER_TFLM_TFLM_DECODER_H_

#include <cstddef>
#include <cstdint>

#include "decoder/decoder.h"
#include "decoder/dense_network.h"
#include "status.h"

namespace autocoder {

// A decoder on TensorFlow Lite Micro's interpreter with CMSIS-NN's kernels, whose headers only its
// .cc includes. The interpreter trusts a file; so it is given none that DenseDecoder would refuse,
// nor one that would lead it outside.
class TflmDecoder final : public Decoder {
 public:
  static constexpr char kName[] = "tflm";

  // What the interpreter gets for its tensors and records. The largest network that the parser
  // accepts takes 4564 bytes of it, a committed model 1380.
  static constexpr size_t kTensorArenaBytes = 6 << 10;

  // The arena must outlive the decoder: the interpreter and a copy of the model lie there, whose
  // weights are read in place. The model's bytes are needed during Load only.
  TflmDecoder() = default;
  TflmDecoder(uint8_t* arena, size_t arena_bytes) : arena_(arena), arena_bytes_(arena_bytes) {}
  // Before Load.
  void SetArena(uint8_t* arena, size_t arena_bytes) {
    arena_ = arena;
    arena_bytes_ = arena_bytes;
  }

  // Refuses as DenseNetwork does, and with kBadOffset what is wrong in a part of the file that only
  // the interpreter reads.
  Status Load(const uint8_t* bytes, size_t size) override;
  // The same in pieces, as large as DenseNetwork's.
  Status BeginLoad(const uint8_t* bytes, size_t size, DenseLoad* load);
  Status StepLoad(DenseLoad* load);
  void Decode(const int8_t* latents, int8_t* mel) override;
  size_t mel_bands() const override { return mel_bands_; }

  // Bytes in use for the model, tensors and records, and the multiply-adds of one decode; for
  // budgets.
  size_t arena_used() const;
  size_t multiply_adds() const { return multiply_adds_; }

 private:
  struct Interpreter;

  Status CheckRows(DenseLoad* load) const;
  Status Start(const DenseModel& model);

  uint8_t* arena_ = nullptr;
  size_t arena_bytes_ = 0;
  Interpreter* interpreter_ = nullptr;  // in the arena, and the model behind it
  uint8_t* model_ = nullptr;
  const uint8_t* source_ = nullptr;  // while it is being copied
  size_t model_bytes_ = 0;
  size_t copied_bytes_ = 0;
  size_t multiply_adds_ = 0;
  size_t mel_bands_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_TFLM_TFLM_DECODER_H_
