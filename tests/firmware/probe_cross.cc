// SPDX-License-Identifier: MIT
#include "probe_cross.h"

#include <algorithm>
#include <cstdio>

#include <generated/sizes.h>

#include "boards/offline/offline_target.h"
#include "engine/cross.h"
#include "engine/drone.h"
#include "engine/random_walk.h"

namespace autocoder {
namespace {

constexpr int kExitBadFile = 2;
constexpr int kExitRefused = 3;
constexpr uint64_t kSeed = 1;

struct FrameRow {
  float whiten;
  float brightness;
  float freeze;
  float spectrum[kSpectrumBins];
};

class Files {
 public:
  ~Files() {
    for (size_t i = 0; i < count_; ++i) std::fclose(files_[i]);
  }
  FILE* Open(const char* path, const char* mode) {
    FILE* file = std::fopen(path, mode);
    if (file == nullptr) {
      std::fprintf(stderr, "probe: cannot open %s\n", path);
    } else {
      files_[count_++] = file;
    }
    return file;
  }

 private:
  FILE* files_[4] = {};
  size_t count_ = 0;
};

// Plays blocks until `fill` finds no more input; one main loop pass after each block.
template <typename Sound, typename Fill, typename Process>
int Play(Sound& sound, FILE* frames, FILE* out_file, FILE* counts_file, Fill fill,
         Process process) {
  static FrameRow row;
  StereoFrame out[kBlockSamples];
  FrameSettings settings;
  for (size_t block = 0; fill(); ++block) {
    if (block % kHopChunks == 0) {
      if (std::fread(&row, sizeof(row), 1, frames) != 1) return 0;
      settings.whiten = row.whiten;
      settings.brightness = row.brightness;
      settings.freeze = row.freeze != 0;
    }
    const uint32_t begin = InstructionMark();
    process(settings, out);
    const uint32_t middle = InstructionMark();
    if (sound.requested() != nullptr) sound.Render(row.spectrum);
    const uint32_t end = InstructionMark();
    const uint32_t counts[2] = {InstructionsBetween(begin, middle),
                                InstructionsBetween(middle, end)};
    if (std::fwrite(out, sizeof(out), 1, out_file) != 1) return kExitBadFile;
    if (std::fwrite(counts, sizeof(counts), 1, counts_file) != 1) return kExitBadFile;
  }
  return 0;
}

}  // namespace

int ProbeCross(char** paths) {
  static CrossMemory memory;
  static Cross cross;
  static StereoFrame in[kBlockSamples];
  if (cross.Init(&memory, kSeed) != Status::kOk) return kExitRefused;
  Files files;
  FILE* in_file = files.Open(paths[0], "rb");
  FILE* frames = files.Open(paths[1], "rb");
  FILE* out = files.Open(paths[2], "wb");
  FILE* counts = files.Open(paths[3], "wb");
  if (in_file == nullptr || frames == nullptr || out == nullptr || counts == nullptr) {
    return kExitBadFile;
  }
  const int status = Play(
      cross, frames, out, counts,
      [&] { return std::fread(in, sizeof(in), 1, in_file) == 1; },
      [&](const FrameSettings& settings, StereoFrame* block) {
        cross.Process(settings, in, block);
      });
  std::printf("overruns %lu\nmemory_bytes %lu\n", static_cast<unsigned long>(cross.overruns()),
              static_cast<unsigned long>(sizeof(memory)));
  return status;
}

int ProbeDrone(char** paths) {
  static DroneMemory memory;
  static Drone drone;
  if (drone.Init(&memory, kSeed) != Status::kOk) return kExitRefused;
  Files files;
  FILE* frames = files.Open(paths[0], "rb");
  FILE* out = files.Open(paths[1], "wb");
  FILE* counts = files.Open(paths[2], "wb");
  if (frames == nullptr || out == nullptr || counts == nullptr) return kExitBadFile;
  const int status = Play(
      drone, frames, out, counts, [] { return true; },
      [&](const FrameSettings& settings, StereoFrame* block) { drone.Process(settings, block); });
  std::printf("overruns %lu\nmemory_bytes %lu\n", static_cast<unsigned long>(drone.overruns()),
              static_cast<unsigned long>(sizeof(memory)));
  return status;
}

int ProbeWalk(char** paths) {
  static RandomWalk walk;
  walk.Init(kSeed, 3);
  Files files;
  FILE* in = files.Open(paths[0], "rb");
  FILE* out = files.Open(paths[1], "wb");
  if (in == nullptr || out == nullptr) return kExitBadFile;
  uint16_t row[kLatents + 2];
  uint16_t latents[kLatents];
  while (std::fread(row, sizeof(row), 1, in) == 1) {
    FrameSettings settings;
    std::copy_n(row, kLatents, settings.place.latents);
    settings.walk = row[kLatents];
    settings.freeze = row[kLatents + 1] != 0;
    walk.Step(settings, latents);
    if (std::fwrite(latents, sizeof(latents), 1, out) != 1) return kExitBadFile;
  }
  return 0;
}

}  // namespace autocoder
