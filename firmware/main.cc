// SPDX-License-Identifier: MIT
#include <cstdio>

#include "audio_types.h"
#include "boards/board.h"
#include "boards/sections.h"
#include "module/module.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitBadModel = 3;
constexpr Lights kEveryLight = {{255, 255, 255, 255, 255, 255, 255, 255}};  // it cannot sound

EngineTightMemory engine_tight_memory;
EngineModeMemory engine_mode_memory;
AUTOCODER_LARGE_MEMORY EngineLargeMemory engine_large_memory;
AUTOCODER_LARGE_MEMORY ModuleLargeMemory module_large_memory;

Board board;
Module module({{&engine_tight_memory, &engine_mode_memory, &engine_large_memory},
               &module_large_memory},
              board.name(), board.serial());

void AudioBlock(const PanelFrame& panel, const StereoFrame* in, StereoFrame* out, size_t) {
  const uint32_t begin = board.Ticks();
  module.Process(panel, in, out);
  module.BlockTook(board.Ticks() - begin);
}

void Set(const Setting& setting) { module.Set(setting); }

void KeepSounding() { module.KeepSounding(); }

bool Work() {
  const uint32_t begin = board.Ticks();
  const bool busy = module.Work();
  module.WorkTook(board.Ticks() - begin);
  Lights lights;
  if (module.ShowsLights(&lights)) board.Show(lights);
  return busy;
}

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop(0);
  const Status status =
      module.Init(board.flash(), board.TicksPerSecond(), board.power_up(), board.fault());
  if (status != Status::kOk) {
    board.Show(kEveryLight);
    std::fprintf(stderr, "firmware: the sound cannot begin: %s\n", StatusName(status));
    return kExitBadModel;
  }
  board.WhileWaiting(KeepSounding);
  board.Start(AudioBlock, Set);
  bool busy = false;
  while (board.Running(busy)) {
    busy = Work();
    if (module.restart() != Restart::kNone) {
      board.Restart(module.restart() == Restart::kBootloader);
    }
  }
  return board.Stop(module.overruns());
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
