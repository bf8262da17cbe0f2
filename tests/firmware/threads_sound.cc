// SPDX-License-Identifier: MIT
// What hands over while it computes, between two threads: parameters, a level of the reverb, and
// the engine in all its modes.
#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/background_convolver.h"
#include "engine/engine.h"
#include "engine/parameter_store.h"
#include "threads.h"

namespace autocoder {
namespace {

constexpr size_t kSize = kMiddleSize;
constexpr size_t kSizeBlocks = kSize / kBlockSamples;

// Blocks until the loop has to have caught up: mostly before anything is late, else an eighth of
// what is kept of the input, so that nothing is read which is being overwritten.
uint32_t PatienceAt(uint64_t block) {
  constexpr uint32_t kShort = 2;
  constexpr uint32_t kLong = kReverbHistory / kBlockSamples / 8;
  return block % 1024 < 768 ? kShort : kLong;
}

// Numbers that need not be good.
class Numbers {
 public:
  uint32_t Next() { return (state_ = state_ * 1664525 + 1013904223) >> 8; }
  float Share() { return static_cast<float>(Next() % 4096) / 4095; }

 private:
  uint32_t state_ = 1;
};

// Decodes to a mel frame in which each eighth of the bands stands at one latent.
class StepDecoder final : public Decoder {
 public:
  Status Load(const uint8_t*, size_t) override { return Status::kOk; }
  void Decode(const int8_t* latents, int8_t* mel) override {
    for (size_t i = 0; i < kMelBands; ++i) mel[i] = latents[i * kLatents / kMelBands];
  }
  size_t mel_bands() const override { return kMelBands; }
};

struct LevelMemory {
  BackgroundConvolverMemory<kSize> level;
  BinTile ring[2 * StereoTiles(kSize)];
  BinTile response[2 * StereoTiles(kSize)];
  StereoFrame history[kReverbHistory];
};

// The partition of this number: a constant of its own.
float ValueOf(uint64_t partition) { return static_cast<float>(partition % 61 + 1) / 64; }

// All of a block of the output belongs to the partition two before, at its full level, silent, or
// fading at the one end of a partition or the other.
bool IsWhole(const StereoFrame* block, uint64_t partition, size_t at) {
  const float value = partition < 2 ? 0 : ValueOf(partition - 2);
  const auto fits = [&](float begin, float end) {
    for (size_t i = 0; i < kBlockSamples; ++i) {
      const float gain = begin + (end - begin) * static_cast<float>(i) / kBlockSamples;
      if (std::abs(block[i].left - gain * value) > 1e-4f) return false;
      if (std::abs(block[i].right + gain * value) > 1e-4f) return false;
    }
    return true;
  };
  return fits(1, 1) || fits(0, 0) || (at == 0 && fits(0, 1)) ||
         (at + 1 == kSizeBlocks && fits(1, 0));
}

// The response that changes nothing but the time.
ReverbResponse Identity(const UniformConvolver& convolver, LevelMemory* memory) {
  ReverbResponse response = {};
  response.levels[kMiddle] = {memory->response, 1, 1};
  auto taps = std::make_unique<StereoFrame[]>(kSize);
  taps[0] = {1, 1};
  auto work = std::make_unique<float[]>(4 * kSize);
  convolver.TakePartition(taps.get(), work.get());
  for (size_t half : {0, 1}) convolver.TransformPartition(half, work.get());
  convolver.KeepPartition(work.get(), 0, convolver.tiles(), 0, response.levels[kMiddle]);
  return response;
}

void Turn(Numbers* numbers, ParameterStore* store) {
  const uint32_t id = numbers->Next() % kParameterCount;
  const ParameterRange& range = kParameterRanges[id];
  const float decay_s = 0.1f;  // longer ones take long to design
  const float most = id == static_cast<uint32_t>(ParameterId::kDecayS) ? decay_s : range.maximum;
  store->Set(id, range.minimum + (most - range.minimum) * numbers->Share());
}

}  // namespace

// Each parameter by itself: what is read is never older than what was read before.
Outcome HammerParameters(uint64_t blocks) {
  ParameterStore store;
  Pace pace;
  Outcome outcome = {blocks, 0, 0};
  constexpr auto kMix = static_cast<uint32_t>(ParameterId::kMix);
  constexpr auto kLevel = static_cast<uint32_t>(ParameterId::kLevel);
  store.Set(kMix, 0);
  store.Set(kLevel, 0);
  uint32_t step = 0;
  MainLoop loop([&] {
    const float value = static_cast<float>(std::min(++step, 1u << 24)) / (1 << 24);
    store.Set(kMix, value);
    store.Set(kLevel, value);
    pace.Done();
    return step % 64 != 0;
  });
  Parameters last;
  last.mix = last.level = 0;
  for (uint64_t block = 0; block < blocks; ++block) {
    Parameters now;
    store.Read(&now);
    if (now.mix < last.mix || now.level < last.level || now.mix > 1) ++outcome.torn;
    if (now.mix != last.mix) ++outcome.exchanged;
    last = now;
    pace.Block(64);
  }
  return outcome;
}

// Late partitions included.
Outcome HammerBackground(uint64_t blocks) {
  auto memory = std::make_unique<LevelMemory>();
  ResponseChange change;
  BackgroundConvolver level;
  Outcome outcome = {blocks, 0, 0};
  const PartitionSpectra ring = {memory->ring, 1, 0};
  if (level.Init(&memory->level, ring, {kMiddle, memory->history, &change}) != Status::kOk) {
    return {blocks, 0, 1};
  }
  const ReverbResponse identity = Identity(level.convolver(), memory.get());
  change.Init(identity, identity);
  *change.draft() = identity;
  change.Publish();
  change.Turn(0);
  Pace pace;
  MainLoop loop([&] {
    const bool worked = level.Step();
    if (!worked) pace.Done();
    return worked;
  });
  for (uint64_t block = 0; block < blocks; ++block) {
    const uint64_t partition = block / kSizeBlocks;
    const float value = ValueOf(partition);
    std::fill_n(memory->history + block * kBlockSamples % kReverbHistory, kBlockSamples,
                StereoFrame{value, -value});
    StereoFrame out[kBlockSamples] = {};
    level.Play(out);
    if (partition >= 2 * kTailSize / kSize) {  // the response has faded in
      if (!IsWhole(out, partition, block % kSizeBlocks)) ++outcome.torn;
      if (out[kBlockSamples / 2].left != 0) ++outcome.exchanged;
    }
    pace.Block(PatienceAt(block));
  }
  return outcome;
}

// Latents at random, and a parameter that changes with each third of the loop's rounds.
Outcome HammerEngine(uint64_t blocks) {
  auto fast = std::make_unique<EngineFastMemory>();
  auto large = std::make_unique<EngineLargeMemory>();
  auto engine = std::make_unique<Engine>();
  StepDecoder decoder;
  ParameterStore store;
  Outcome outcome = {blocks, 0, 0};
  if (engine->Init({fast.get(), large.get()}, &decoder, 1) != Status::kOk) return {blocks, 0, 1};
  Pace pace;
  Numbers settings;
  uint32_t round = 0;
  MainLoop loop([&] {
    const bool busy = engine->Prepare();
    if (++round % 3 == 0) Turn(&settings, &store);
    if (!busy) pace.Done();
    return busy;
  });
  Numbers numbers;
  Parameters parameters;
  for (uint64_t block = 0; block < blocks; ++block) {
    StereoFrame in[kBlockSamples];
    StereoFrame out[kBlockSamples];
    for (StereoFrame& frame : in) frame = {numbers.Share() - 0.5f, numbers.Share() - 0.5f};
    if (block % 5 == 0) parameters.latents[block % kLatents] = numbers.Next() & 0xffff;
    store.Read(&parameters);
    engine->Process(parameters, in, out);
    for (const StereoFrame& frame : out) {
      if (!(std::abs(frame.left) < 1e4f && std::abs(frame.right) < 1e4f)) ++outcome.torn;
    }
    if (out[0].left != 0) ++outcome.exchanged;
    pace.Block(PatienceAt(block));
  }
  return outcome;
}

}  // namespace autocoder
