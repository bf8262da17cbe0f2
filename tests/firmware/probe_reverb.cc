// SPDX-License-Identifier: MIT
#include "probe_reverb.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <generated/model.h>

#include "boards/offline/offline_target.h"
#include "engine/reverb_designer.h"
#include "engine/spectrum.h"

namespace autocoder {
namespace {

// Counts of the interrupt or of the loop, block by block.
struct Counts {
  uint64_t total = 0;
  uint32_t worst = 0;
  uint32_t blocks = 0;

  void Add(uint32_t instructions) {
    total += instructions;
    worst = std::max(worst, instructions);
    ++blocks;
  }
  void Print(const char* name) const {
    const uint32_t samples = std::max<uint32_t>(blocks, 1) * kBlockSamples;
    std::printf("%s_per_sample %lu.%02lu\n%s_worst_block_per_sample %lu\n", name,
                static_cast<unsigned long>(total / samples),
                static_cast<unsigned long>(total % samples * 100 / samples), name,
                static_cast<unsigned long>(worst / kBlockSamples));
  }
};

class ReverbPlayer {
 public:
  bool Init(ReverbProbeMemory* memory) {
    std::printf("large_bytes %lu\nfast_bytes %lu\n", static_cast<unsigned long>(sizeof(*memory)),
                static_cast<unsigned long>(sizeof(fast_memory_)));
    return reverb_.Init(SpaceOf(&fast_memory_, memory)) == Status::kOk;
  }

  void Load(FILE* file, size_t taps) {
    std::rewind(file);
    if (!reverb_.BeginResponse(taps)) return;
    StereoFrame frames[kBlockSamples];
    for (size_t read = 1; read > 0;) {
      read = std::fread(frames, sizeof(frames[0]), kBlockSamples, file);
      const uint32_t begin = InstructionMark();
      reverb_.AppendResponse(frames, read);  // all, for it is a part of every partition
      worst_append_ = std::max(worst_append_, InstructionsBetween(begin, InstructionMark()));
      Run();
    }
  }

  void Play(const StereoFrame* in, StereoFrame* out, Counts* interrupt, Counts* loop) {
    const uint32_t begin = InstructionMark();
    reverb_.Process(in, out);
    const uint32_t processed = InstructionMark();
    Run();
    loop->Add(InstructionsBetween(processed, InstructionMark()));
    interrupt->Add(InstructionsBetween(begin, processed));
  }

  void Print() const {
    std::printf("worst_step %lu\nworst_append %lu\noverruns %lu\n",
                static_cast<unsigned long>(worst_step_),
                static_cast<unsigned long>(worst_append_),
                static_cast<unsigned long>(reverb_.overruns()));
  }

 private:
  void Run() {
    for (uint32_t begin = InstructionMark(); reverb_.Step();) {
      const uint32_t end = InstructionMark();
      worst_step_ = std::max(worst_step_, InstructionsBetween(begin, end));
      begin = end;
    }
  }

  ReverbFastMemory fast_memory_;
  Reverb reverb_;
  uint32_t worst_step_ = 0;
  uint32_t worst_append_ = 0;
};

ReverbPlayer player;

size_t FramesIn(FILE* file) {
  std::fseek(file, 0, SEEK_END);
  const long bytes = std::ftell(file);
  std::rewind(file);
  return static_cast<size_t>(bytes) / sizeof(StereoFrame);
}

// Loads a response and plays silence until it sounds alone, ending at no partition's boundary.
void Change(FILE* response_file, size_t taps, Counts* interrupt, Counts* loop) {
  static const StereoFrame silence[kBlockSamples] = {};
  StereoFrame out[kBlockSamples];
  constexpr size_t kBlocks = (2 + kDraftChannels) * kFadeFrames / kBlockSamples + 5;
  for (size_t pass = 0; pass < kResponsePasses; ++pass) {
    player.Load(response_file, taps);
    for (size_t block = 0; block < kBlocks; ++block) player.Play(silence, out, interrupt, loop);
  }
}

}  // namespace

bool ProbeReverb(char** paths, ReverbProbeMemory* memory) {
  FILE* in_file = std::fopen(paths[0], "rb");
  FILE* response_file = std::fopen(paths[1], "rb");
  FILE* out_file = std::fopen(paths[2], "wb");
  if (in_file == nullptr || response_file == nullptr || out_file == nullptr) return false;
  if (!player.Init(memory)) return false;
  const size_t taps = FramesIn(response_file);
  static Counts counts[2];
  static Counts fading[2];
  Change(response_file, taps, &fading[0], &fading[1]);
  StereoFrame in[kBlockSamples];
  StereoFrame out[kBlockSamples];
  for (size_t read = kBlockSamples; read == kBlockSamples;) {
    read = std::fread(in, sizeof(in[0]), kBlockSamples, in_file);
    std::fill(in + read, in + kBlockSamples, StereoFrame{});
    player.Play(in, out, &counts[0], &counts[1]);
    std::fwrite(out, sizeof(out[0]), read, out_file);
  }
  fading[0] = fading[1] = {};
  Change(response_file, taps, &fading[0], &fading[1]);
  fading[0].Print("fading_interrupt");
  fading[1].Print("fading_loop");
  counts[0].Print("interrupt");
  counts[1].Print("loop");
  player.Print();
  std::fclose(in_file);
  std::fclose(response_file);
  return std::fclose(out_file) == 0;
}

bool ProbeDesign(char** arguments) {
  static ReverbDesignerMemory memory;
  static ReverbDesigner designer;
  const size_t taps = std::strtoul(arguments[0], nullptr, 10);
  FILE* mel_file = std::fopen(arguments[2], "rb");
  FILE* out_file = std::fopen(arguments[3], "wb");
  if (mel_file == nullptr || out_file == nullptr) return false;
  if (designer.Init(&memory) != Status::kOk) return false;
  designer.Start(taps, static_cast<uint32_t>(std::strtoul(arguments[1], nullptr, 10)));
  uint64_t total = 0;
  uint32_t worst = 0;
  while (!designer.done()) {
    int8_t mel[kMelBands];
    float bands[kMelBands];
    const bool wanted = designer.frame() < designer.frames();
    if (wanted && std::fread(mel, sizeof(mel), 1, mel_file) != 1) return false;
    const uint32_t begin = InstructionMark();
    MelToBands(mel, kModels[0].gain, bands);
    const ReverbDesigner::Taps whole = designer.Step(bands);
    const uint32_t instructions = InstructionsBetween(begin, InstructionMark());
    total += instructions;
    worst = std::max(worst, instructions);
    std::fwrite(whole.frames, sizeof(StereoFrame), whole.count, out_file);
  }
  std::printf("design_per_tap %lu\ndesign_worst_step %lu\n",
              static_cast<unsigned long>(total / taps), static_cast<unsigned long>(worst));
  std::fclose(mel_file);
  return std::fclose(out_file) == 0;
}

}  // namespace autocoder
