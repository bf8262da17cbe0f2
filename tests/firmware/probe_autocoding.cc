// SPDX-License-Identifier: MIT
#include "probe_autocoding.h"

#include <algorithm>
#include <cstdio>

#include <generated/sizes.h>

#include "boards/offline/offline_target.h"

namespace autocoder {
namespace {

constexpr int kExitFile = 2;
constexpr int kExitRefused = 3;
constexpr uint32_t kHopBlocks = kAutocodeHop / kBlockSamples;

struct Row {
  float knobs[kLatents];
  float follow;
};

// Does what is to do, and adds up the instructions of the pieces and finds the largest.
void DoAll(Autocoding* autocoding, uint32_t* sum, uint32_t* largest) {
  for (bool busy = true; busy;) {
    const uint32_t begin = InstructionMark();
    busy = autocoding->Step();
    const uint32_t instructions = InstructionsBetween(begin, InstructionMark());
    *sum += instructions;
    *largest = std::max(*largest, instructions);
  }
}

template <typename T>
bool Write(const T* values, size_t count, FILE* file) {
  return std::fwrite(values, sizeof(T), count, file) == count;
}

bool Play(Autocoding* autocoding, FILE** files) {
  StereoFrame in[kBlockSamples];
  Row row;
  bool written = true;
  for (uint32_t block = 1; std::fread(in, sizeof(in), 1, files[0]) == 1 &&
                           std::fread(&row, sizeof(row), 1, files[1]) == 1;
       ++block) {
    uint16_t knobs[kLatents];
    std::copy_n(row.knobs, kLatents, knobs);
    const uint32_t begin = InstructionMark();
    const uint16_t* latents = autocoding->Move(row.follow, knobs);
    autocoding->Push(in, row.follow);
    uint32_t counts[3] = {InstructionsBetween(begin, InstructionMark())};
    written = written && Write(latents, kLatents, files[3]);
    DoAll(autocoding, counts + 1, counts + 2);
    if (block % kHopBlocks == 0) written = written && Write(autocoding->mel(), kMelBands, files[2]);
    written = written && Write(counts, 3, files[4]);
  }
  return written;
}

}  // namespace

int ProbeAutocoding(char** paths, Encoder* encoder, AutocodingMemory* memory) {
  static Autocoding autocoding;
  const bool loaded = encoder->mel_bands() != 0;
  if (autocoding.Init(memory, loaded ? encoder : nullptr) != Status::kOk) return kExitRefused;
  FILE* files[5];
  for (int i = 0; i < 5; ++i) files[i] = std::fopen(paths[i], i < 2 ? "rb" : "wb");
  if (std::count(files, files + 5, nullptr) != 0) return kExitFile;
  const bool written = Play(&autocoding, files);
  bool closed = true;
  for (FILE* file : files) closed = std::fclose(file) == 0 && closed;
  std::printf("overruns %lu\n", static_cast<unsigned long>(autocoding.overruns()));
  return written && closed ? 0 : kExitFile;
}

}  // namespace autocoder
