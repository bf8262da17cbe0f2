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
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitBadModel = 3;
constexpr size_t kDecoderArenaBytes = 2 << 20;

AUTOCODER_LARGE_MEMORY alignas(16) uint8_t decoder_arena[kDecoderArenaBytes];
EngineMemory engine_memory;

Board board;
Controls controls;
DenseDecoder decoder(decoder_arena, sizeof(decoder_arena));
Engine engine;
Parameters parameters = {/*latents=*/{}, /*mix=*/1.0f, /*level=*/1.0f};

void AudioBlock(const AdcFrame& adc, const StereoFrame* in, StereoFrame* out, size_t) {
  controls.Process(adc, parameters.latents);
  engine.Process(parameters, in, out);
}

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
    status = engine.Init(&engine_memory, &decoder);
  }
  if (status == Status::kOk) return true;
  std::fprintf(stderr, "firmware: %s: %s\n", step, StatusName(status));
  return false;
}

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop();
  controls.Init();
  if (!InitSound()) return kExitBadModel;
  board.Start(AudioBlock);
  while (board.Running()) engine.Prepare();
  return board.Stop();
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
