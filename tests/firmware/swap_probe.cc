// SPDX-License-Identifier: MIT
// Models that come while the engine plays, on any offline board:
//   check BUNDLE.acb KEY.bin                     prints status and instructions of each stage
//   play BUNDLE.acb SLOT BLOCK IN.f32 OUT.f32 VALUES.f32
//        interleaved stereo; values are all parameters by number, then one of 0..65535 for all
//        latents. A step of the replacement follows each block from BLOCK on; where that is 0 all
//        steps come before the first. Prints the block before which it was done, and overruns.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <generated/sizes.h>

#include "boards/offline/offline_target.h"
#include "boards/sections.h"
#include "bundle/bundle.h"
#include "bundle/hash.h"
#include "bundle/signature.h"
#include "engine/engine.h"
#include "module/model_slots.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitRefused = 3;
constexpr size_t kMostBytes = 768 << 10;
constexpr size_t kHashPiece = 4096;

AUTOCODER_LARGE_MEMORY alignas(16) uint8_t bundle_bytes[kMostBytes];
AUTOCODER_LARGE_MEMORY ModelSlotsMemory model_memory;
AUTOCODER_LARGE_MEMORY EngineLargeMemory large_memory;
EngineTightMemory tight_memory;
EngineModeMemory mode_memory;
Engine engine;
ModelSlots slots(&engine);

// All instructions of a stage and those of its longest step.
struct Cost {
  unsigned long all = 0;
  unsigned long longest = 0;

  template <typename Work>
  bool Of(Work work) {
    const uint32_t begin = InstructionMark();
    const bool done = work();
    const unsigned long spent = InstructionsBetween(begin, InstructionMark());
    all += spent;
    longest = std::max(longest, spent);
    return done;
  }
  void Print(const char* name) const {
    std::printf("%s %lu %lu\n", name, all, longest);
  }
};

size_t ReadFile(const char* path, void* bytes, size_t most) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return 0;
  const size_t size = std::fread(bytes, 1, most, file);
  std::fclose(file);
  return size;
}

int Refuse(const char* stage, Status status) {
  std::printf("%s: %s\n", stage, StatusName(status));
  return kExitRefused;
}

Status Begin() {
  const Status status = slots.Init(&model_memory);
  if (status != Status::kOk) return status;
  return engine.Init({&tight_memory, &mode_memory, &large_memory}, slots.models(), slots.encoder(), 1);
}

void PrintHash(size_t size) {
  uint8_t hash[kUploadHashBytes];
  Hash sum;
  Cost cost;
  for (size_t at = 0; at < size; at += kHashPiece) {
    cost.Of([&] {
      sum.Add(bundle_bytes + at, std::min(kHashPiece, size - at));
      return true;
    });
  }
  sum.End(hash);
  cost.Print("hash");
  for (uint8_t each : hash) std::printf("%02x", each);
  std::printf("\n");
}

int Check(char** arguments) {
  const size_t size = ReadFile(arguments[0], bundle_bytes, kMostBytes);
  uint8_t key[kKeyBytes] = {};
  ReadFile(arguments[1], key, sizeof(key));
  PrintHash(size);
  BundleReader reader;
  Cost reading;
  reader.Begin(bundle_bytes, size);
  while (reading.Of([&] { return reader.Step(); })) {
  }
  reading.Print("read");
  if (reader.status() != Status::kOk) return Refuse("bundle", reader.status());
  SignatureCheck signature;
  Cost signing;
  signature.Begin(reader.bundle(), key);
  while (signing.Of([&] { return signature.Step(); })) {
  }
  signing.Print("signature");
  std::printf("signature: %s\n", StatusName(signature.status()));
  Status status = Begin();
  if (status == Status::kOk) status = slots.Begin(0, reader.bundle());
  if (status != Status::kOk) return Refuse("slots", status);
  Cost loading;
  while (loading.Of([] { return slots.Step(); })) {
  }
  loading.Print("load");
  if (slots.status() != Status::kOk) return Refuse("model", slots.status());
  Cost playing;
  playing.Of([] { return slots.Play() == Status::kOk; });
  playing.Print("play");
  std::printf("ok\n");
  return 0;
}

// A step of a model's way into a slot.
class Replacement {
 public:
  Replacement(size_t slot, size_t size) : slot_(slot) { reader_.Begin(bundle_bytes, size); }

  // False where it has been done, or cannot be.
  bool Step() {
    if (reader_.Step()) return true;
    if (!begun_) {
      begun_ = true;
      return slots.Begin(slot_, reader_.bundle()) == Status::kOk;
    }
    if (slots.Step()) return true;
    done_ = done_ || slots.Play() == Status::kOk;
    return false;
  }
  bool done() const { return done_; }

 private:
  size_t slot_;
  BundleReader reader_;
  bool begun_ = false;
  bool done_ = false;
};

int Play(char** arguments) {
  Replacement replacement(std::strtoul(arguments[1], nullptr, 10),
                          ReadFile(arguments[0], bundle_bytes, kMostBytes));
  const size_t first = std::strtoul(arguments[2], nullptr, 10);
  FILE* in = std::fopen(arguments[3], "rb");
  FILE* out = std::fopen(arguments[4], "wb");
  struct {
    float parameters[kParameterCount];
    float latent;
  } values;
  if (in == nullptr || out == nullptr ||
      ReadFile(arguments[5], &values, sizeof(values)) != sizeof(values)) {
    return kExitUsage;
  }
  Parameters parameters;
  AssignParameters(values.parameters, &parameters);
  for (auto& scanned : parameters.latents) {
    std::fill_n(scanned, kLatents, static_cast<uint16_t>(values.latent));
  }
  if (Begin() != Status::kOk) return kExitRefused;
  while (first == 0 && replacement.Step()) {
  }
  static StereoFrame heard[kBlockSamples];
  static StereoFrame played[kBlockSamples];
  size_t replaced = 0;
  for (size_t block = 0; std::fread(heard, sizeof(heard), 1, in) == 1; ++block) {
    engine.Process(parameters, heard, played);
    std::fwrite(played, sizeof(played), 1, out);
    while (engine.Prepare()) {
    }
    if (block >= first && !replacement.done() && !replacement.Step()) replaced = block + 1;
  }
  std::fclose(in);
  std::printf("%lu %lu\n", static_cast<unsigned long>(replaced),
              static_cast<unsigned long>(engine.overruns()));
  return std::fclose(out) == 0 && replacement.done() ? 0 : kExitRefused;
}

int Run(int argc, char** argv) {
  FlushSubnormals();
  if (argc == 4 && std::strcmp(argv[1], "check") == 0) return Check(argv + 2);
  if (argc == 8 && std::strcmp(argv[1], "play") == 0) return Play(argv + 2);
  std::fprintf(stderr, "swap_probe: one of the commands at its head, with its files\n");
  return kExitUsage;
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
