// SPDX-License-Identifier: MIT
#include <cstdio>

#include <generated/model.h>

#include "audio_types.h"
#include "boards/board.h"
#include "boards/sections.h"
#include "controls/controls.h"
#include "decoder/dense_decoder.h"
#include "decoder/self_test.h"
#include "engine/engine.h"
#include "engine/parameter_store.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitBadModel = 3;
constexpr uint64_t kSeed = 1;  // of random phases and walks: the same at each start
constexpr size_t kDecoderArenaBytes = 2 << 20;

AUTOCODER_LARGE_MEMORY alignas(16) uint8_t decoder_arena[kDecoderArenaBytes];
EngineFastMemory engine_memory;
AUTOCODER_LARGE_MEMORY EngineLargeMemory engine_large_memory;

Board board;
Controls controls;
DenseDecoder decoder(decoder_arena, sizeof(decoder_arena));
Engine engine;
ParameterStore settings;
Parameters parameters;

void AudioBlock(const AdcFrame& adc, const StereoFrame* in, StereoFrame* out, size_t) {
  controls.Process(adc, parameters.latents);
  settings.Read(&parameters);
  engine.Process(parameters, in, out);
}

void Set(uint32_t parameter, float value) { settings.Set(parameter, value); }

// The decoder is trusted only when it computes on this processor what it did on the host.
bool InitSound() {
  const char* step = "model";
  Status status = decoder.Load(kDecoderModel, kDecoderModelBytes);
  if (status == Status::kOk) {
    step = "decoder";
    status = RunSelfTest(decoder, kGoldenVectors, kGoldenCount);
  }
  if (status == Status::kOk) {
    step = "engine";
    status = engine.Init({&engine_memory, &engine_large_memory}, &decoder, kSeed);
  }
  if (status == Status::kOk) return true;
  std::fprintf(stderr, "firmware: %s: %s\n", step, StatusName(status));
  return false;
}

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop();
  controls.Init();
  if (!InitSound()) return kExitBadModel;
  board.Start(AudioBlock, Set);
  bool busy = false;
  while (board.Running(busy)) busy = engine.Prepare();
  return board.Stop();
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
