// SPDX-License-Identifier: MIT
#include <cstdio>

#include <generated/encoder.h>
#include <generated/model.h>

#include "audio_types.h"
#include "boards/board.h"
#include "boards/sections.h"
#include "controls/controls.h"
#include "decoder/dense_decoder.h"
#include "decoder/dense_encoder.h"
#include "decoder/self_test.h"
#include "engine/engine.h"
#include "engine/parameter_store.h"
#include "engine/presets.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitBadModel = 3;
constexpr uint64_t kSeed = 1;  // of random phases and walks: the same at each start
constexpr size_t kArenaBytes = 2 << 20;  // of all decoders
constexpr size_t kArenaShare = kArenaBytes / kModelCount / 16 * 16;
static_assert(kModelCount <= kModelSlots);
constexpr size_t kEncoderArenaBytes = kEncoderModelBytes + (16 << 10);  // weights, sums, activations

AUTOCODER_LARGE_MEMORY alignas(16) uint8_t decoder_arena[kArenaBytes];
AUTOCODER_LARGE_MEMORY alignas(16) uint8_t encoder_arena[kEncoderArenaBytes];
EngineFastMemory engine_memory;
AUTOCODER_LARGE_MEMORY EngineLargeMemory engine_large_memory;

Board board;
Controls controls;
DenseDecoder decoders[kModelCount];
DenseEncoder encoder(encoder_arena, sizeof(encoder_arena));
Engine engine;
ParameterStore panel;
Presets presets;
Parameters parameters;

void AudioBlock(const AdcFrame& adc, const StereoFrame* in, StereoFrame* out, size_t) {
  const uint16_t* in_place_of_knobs = presets.Read(panel, &parameters);
  controls.Process(adc, in_place_of_knobs, parameters.latents);
  engine.Process(parameters, in, out);
}

void Set(const Setting& setting) {
  if (setting.bank == 0) {
    panel.Set(setting.parameter, setting.value);
  } else {
    presets.Set(setting.bank - 1, setting.parameter, setting.value);
  }
}

bool Check(const char* step, Status status) {
  if (status != Status::kOk) std::fprintf(stderr, "firmware: %s: %s\n", step, StatusName(status));
  return status == Status::kOk;
}

bool InitEncoder() {
  const Status status = encoder.Load(kEncoderModel, kEncoderModelBytes);
  return Check("encoder model", status) &&
         Check("encoder", RunSelfTest(decoders[0], encoder, kModels[0].golden, kGoldenEncoded,
                                      kGoldenCount));
}

// A decoder is trusted only when it computes on this processor what it did on the host.
bool InitSound() {
  Models models;
  for (const BakedModel& baked : kModels) {
    DenseDecoder& decoder = decoders[models.count];
    decoder.SetArena(decoder_arena + models.count * kArenaShare, kArenaShare);
    if (!Check("model", decoder.Load(baked.decoder, baked.decoder_bytes))) return false;
    if (!Check("decoder", RunSelfTest(decoder, baked.golden, kGoldenCount))) return false;
    models.slots[models.count++] = {&decoder, baked.gain};
  }
  const bool follows = kEncoderModelBytes > 0;
  if (follows && !InitEncoder()) return false;
  return Check("engine", engine.Init({&engine_memory, &engine_large_memory}, models,
                                     follows ? &encoder : nullptr, kSeed));
}

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop(0);
  controls.Init();
  if (!InitSound()) return kExitBadModel;
  board.Start(AudioBlock, Set);
  bool busy = false;
  while (board.Running(busy)) busy = engine.Prepare();
  return board.Stop(engine.overruns());
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
