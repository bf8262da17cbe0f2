// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_MODEL_SLOTS_H_
#define AUTOCODER_MODULE_MODEL_SLOTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <generated/encoder.h>
#include <generated/model.h>
#include <generated/sizes.h>

#include "board_decoder.h"
#include "board_memory.h"
#include "bundle/bundle.h"
#include "decoder/dense_encoder.h"
#include "engine/engine.h"
#include "status.h"

namespace autocoder {

static_assert(kModelCount <= kModelSlots);

// Whether models can come while the module runs: each needs a place beside the one that plays.
constexpr bool kTakesModels = kBoardModelBytes > 0;
constexpr size_t kDecoderPlaces = kTakesModels ? kModelSlots + 1 : kModelCount;
constexpr size_t kEncoderPlaces = kTakesModels ? 2 : 1;
constexpr size_t kNetworkOverheadBytes = 16 << 10;  // sums, activations, biases, padding
constexpr size_t kBakedEncoderBytes =
    kEncoderModelBytes > 0 ? kEncoderModelBytes + kNetworkOverheadBytes : 16;
constexpr size_t kEncoderArenaBytes = std::max(kBoardEncoderBytes, kBakedEncoderBytes);

// A network where it is loaded.
template <typename Network, size_t kArenaBytes>
struct NetworkPlace {
  alignas(Network) uint8_t network[sizeof(Network)];
  alignas(16) uint8_t arena[kArenaBytes];
};

// Where all of them lie: large memory.
struct ModelSlotsMemory {
  NetworkPlace<BoardDecoder, kBoardDecoderBytes> decoders[kDecoderPlaces];
  NetworkPlace<DenseEncoder, kEncoderArenaBytes> encoders[kEncoderPlaces];
};

// What a slot holds.
struct ModelSlot {
  enum class State : uint8_t { kEmpty, kBuiltIn, kStored };

  State state = State::kEmpty;
  bool is_signed = false;
  uint8_t name_bytes = 0;
  char name[kBundleNameBytes] = {};  // UTF-8 without an end mark
  float gain = 1;
  uint32_t decoder_crc32 = 0;
  size_t decoder_bytes = 0;
  GoldenVector golden[kGoldenCount] = {};
  BoardDecoder* decoder = nullptr;  // null where it is empty
};

// The models that can be played. Another one is loaded and tested beside those, in pieces that
// leave time for the engine, and only then takes its slot; whatever is wrong with it, the one
// before plays on. The encoder is that of slot 0. The main loop's.
class ModelSlots {
 public:
  explicit ModelSlots(Engine* engine) : engine_(engine) {}

  // Before the engine is initialised with what the other two give: loads the built-in models. A
  // decoder is trusted only when it computes on this processor what it did on the host.
  Status Init(ModelSlotsMemory* memory);
  Models models() const;
  Encoder* encoder() const { return encoder_; }

  // Starts to load a model whose checksums are right; its bytes must stay until Step returns false.
  // kNotSupported without room for another, kUnknownSlot, kBusy while one is being loaded.
  Status Begin(size_t slot, const Bundle& bundle);
  // Does a piece. False where nothing is left to do: then status() says how it went.
  bool Step();
  Status status() const { return status_; }
  // After kOk: the model takes its slot. kNotFound where none has been loaded.
  Status Play();
  // Forgets what was begun.
  void Drop();

  // The built-in model takes its slot again, as soon as Step has loaded it; without one the slot is
  // empty. kUnknownSlot, kBusy.
  Status Restore(size_t slot);

  // By numbers below kModelSlots, and of its golden vectors below kGoldenCount.
  const ModelSlot& slot(size_t number) const { return slots_[number]; }
  bool DecodesGolden(size_t number, size_t vector) const;

 private:
  enum class Stage : uint8_t { kIdle, kDecoder, kTestDecoder, kEncoder, kTestEncoder, kReady };

  bool busy() const { return stage_ != Stage::kIdle && stage_ != Stage::kReady; }
  void Start(size_t slot, const Bundle& bundle, ModelSlot::State state);
  void StartBuiltIn(size_t slot);
  Status LoadDecoder();
  Status TestDecoder();
  Status LoadEncoder();
  Status TestEncoder();
  void TakeSlot();

  Engine* engine_;
  ModelSlot slots_[kModelSlots];
  uint32_t built_in_crc32_[kModelCount] = {};
  DenseEncoder* encoder_ = nullptr;
  // Those that are in no slot; the last one is loaded next.
  BoardDecoder* spare_decoders_[kDecoderPlaces] = {};
  size_t spare_decoder_count_ = 0;
  DenseEncoder* spare_encoders_[kEncoderPlaces] = {};
  size_t spare_encoder_count_ = 0;

  Stage stage_ = Stage::kIdle;
  Status status_ = Status::kNotFound;
  size_t number_ = 0;  // of the slot that is being loaded
  bool restoring_ = false;
  ModelSlot next_;
  Bundle bundle_;
  DenseEncoder* next_encoder_ = nullptr;
  DenseLoad load_;
  size_t vector_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_MODEL_SLOTS_H_
