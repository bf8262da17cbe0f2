// SPDX-License-Identifier: MIT
// What hands over while it computes, between two threads: parameters, a level of the reverb, and
// the engine in all its modes.
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <memory>

#include "engine/background_convolver.h"
#include "engine/engine.h"
#include "engine/parameter_store.h"
#include "engine/presets.h"
#include "threads.h"

namespace autocoder {
namespace {

constexpr size_t kSize = kMiddleSize;
constexpr size_t kSizeChunks = kSize / kChunkSamples;

// Blocks until the loop has to have caught up: mostly before anything is late, else an eighth of
// what is kept of the input, so that nothing is read which is being overwritten.
uint32_t PatienceAt(uint64_t block) {
  constexpr uint32_t kShort = 2;
  constexpr uint32_t kLong = kReverbHistory / kChunkSamples / 8;
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

// Encodes to the first band of each eighth.
class StepEncoder final : public Encoder {
 public:
  Status Load(const uint8_t*, size_t) override { return Status::kOk; }
  void Begin(const int8_t* mel) override {
    for (size_t i = 0; i < kLatents; ++i) latents_[i] = mel[i * kMelBands / kLatents];
  }
  bool Step(int8_t* latents) override {
    std::copy_n(latents_, kLatents, latents);
    return true;
  }
  size_t mel_bands() const override { return kMelBands; }

 private:
  int8_t latents_[kLatents] = {};
};

struct LevelMemory {
  BackgroundConvolverMemory<kSize> level;
  SpectrumTile ring[2][StereoTiles(kSize)];
  SpectrumTile response[2][StereoTiles(kSize)];
  StereoFrame history[kReverbHistory];
};

// The partition of this number: a constant of its own.
float ValueOf(uint64_t partition) { return static_cast<float>(partition % 61 + 1) / 64; }

// All of a block of the output belongs to the partition two before, at its full level, silent, or
// fading at the one end of a partition or the other.
bool IsWhole(const StereoFrame* block, uint64_t partition, size_t at) {
  const float value = partition < 2 ? 0 : ValueOf(partition - 2);
  const auto fits = [&](float begin, float end) {
    for (size_t i = 0; i < kChunkSamples; ++i) {
      const float gain = begin + (end - begin) * static_cast<float>(i) / kChunkSamples;
      if (std::abs(block[i].left - gain * value) > 1e-4f) return false;
      if (std::abs(block[i].right + gain * value) > 1e-4f) return false;
    }
    return true;
  };
  return fits(1, 1) || fits(0, 0) || (at == 0 && fits(0, 1)) ||
         (at + 1 == kSizeChunks && fits(1, 0));
}

// Lets the response arrive that changes nothing but the time: a single tap, in one partition.
void SetIdentity(const UniformConvolver& convolver, LevelMemory* memory, ResponseChange* change) {
  ChannelResponse places[kResponsePlaces] = {};
  change->Init(places);
  auto taps = std::make_unique<StereoFrame[]>(kSize);
  taps[0] = {1, 1};
  auto work = std::make_unique<float[]>(4 * kSize);
  convolver.TakePartition(taps.get(), work.get());
  for (size_t half : {0, 1}) convolver.TransformPartition(half, work.get());
  ChannelSpectra* levels[2];
  for (size_t channel : {0, 1}) {
    levels[channel] = &change->draft(channel)->levels[kMiddle];
    *levels[channel] = {memory->response[channel], 1, 1};
  }
  convolver.KeepPartition(work.get(), 0, convolver.tiles(), 0, levels[0], levels[1]);
  change->Publish();
  change->Turn(0);
}

// One value, of the panel's or of a preset's.
void Turn(Numbers* numbers, ParameterStore* panel, Presets* presets) {
  const uint32_t id = numbers->Next() % (kParameterCount + kLatents);
  const uint32_t bank = numbers->Next() % (1 + kPresets);
  float value = numbers->Share();
  if (id < kParameterCount) {
    const ParameterRange& range = kParameterRanges[id];
    value = range.minimum + (range.maximum - range.minimum) * value;
  }
  constexpr auto kDecay = static_cast<uint32_t>(ParameterId::kDecayS);
  if (id == kDecay) value = kParameterRanges[id].minimum;  // longer ones take long to design
  if (bank > 0) {
    presets->Set(bank - 1, id, value);
  } else {
    panel->Set(id, value);
  }
}

}  // namespace

// Each parameter by itself: what is read is never older than what was read before.
Outcome HammerParameters(uint64_t blocks) {
  ParameterStore store;
  Presets presets;
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
    presets.Read(store, &now);
    if (now.mix < last.mix || now.level < last.level || now.mix > 1) ++outcome.torn;
    if (now.mix != last.mix) ++outcome.exchanged;
    last = now;
    pace.Block(64);
  }
  return outcome;
}

// Late partitions included. A block is a chunk here.
Outcome HammerBackground(uint64_t blocks) {
  auto memory = std::make_unique<LevelMemory>();
  ResponseChange change;
  BackgroundConvolver level;
  Outcome outcome = {blocks, 0, 0};
  const StereoSpectra ring = {{{memory->ring[0], 1, 0}, {memory->ring[1], 1, 0}}};
  if (level.Init(&memory->level, ring, {kMiddle, memory->history, &change}) != Status::kOk) {
    return {blocks, 0, 1};
  }
  SetIdentity(level.convolver(), memory.get(), &change);
  Pace pace;
  MainLoop loop([&] {
    const bool worked = level.Step();
    if (!worked) pace.Done();
    return worked;
  });
  for (uint64_t block = 0; block < blocks; ++block) {
    const uint64_t partition = block / kSizeChunks;
    const float value = ValueOf(partition);
    std::fill_n(memory->history + block * kChunkSamples % kReverbHistory, kChunkSamples,
                StereoFrame{value, -value});
    StereoFrame out[kChunkSamples] = {};
    level.Play(out);
    if (partition >= 4 * kFadeFrames / kSize) {  // the response has faded in
      if (!IsWhole(out, partition, block % kSizeChunks)) ++outcome.torn;
      if (out[kChunkSamples / 2].left != 0) ++outcome.exchanged;
    }
    pace.Block(PatienceAt(block));
  }
  return outcome;
}

// Latents at random, a parameter that changes with each third of the loop's rounds, and now and then
// another model and another encoder, or none.
Outcome HammerEngine(uint64_t blocks) {
  auto tight = std::make_unique<EngineTightMemory>();
  auto modes = std::make_unique<EngineModeMemory>();
  auto large = std::make_unique<EngineLargeMemory>();
  auto engine = std::make_unique<Engine>();
  StepDecoder decoder;
  StepEncoder encoder;
  StepEncoder other_encoder;
  Models models;
  for (Model& model : models.slots) model = {&decoder, 1.0f};
  if (engine->Init({tight.get(), modes.get(), large.get()}, models, &encoder, 1) != Status::kOk) {
    return {blocks, 0, 1};
  }
  ParameterStore panel;
  Presets presets;
  Pace pace;
  Outcome outcome = {blocks, 0, 0};
  Numbers settings;
  uint32_t round = 0;
  MainLoop loop([&] {
    const bool busy = engine->Prepare();
    if (++round % 3 == 0) Turn(&settings, &panel, &presets);
    if (round % 1000 == 0) {
      Encoder* encoders[] = {&encoder, nullptr, &other_encoder};
      engine->SetEncoder(encoders[round / 1000 % 3]);
      engine->SetModel(round / 1000 % kModelSlots, {&decoder, 1.0f + 0.1f * (round / 1000 % 2)});
    }
    if (!busy) pace.Done();
    return busy;
  });
  Numbers numbers;
  Parameters parameters;
  uint16_t moved[kLatents] = {};
  for (uint64_t block = 0; block < blocks; ++block) {
    StereoFrame in[kBlockSamples];
    StereoFrame out[kBlockSamples];
    for (StereoFrame& frame : in) frame = {numbers.Share() - 0.5f, numbers.Share() - 0.5f};
    if (block % 5 == 0) moved[block % kLatents] = numbers.Next() & 0xffff;
    const uint16_t* latents = presets.Read(panel, &parameters);
    if (latents != nullptr) std::copy_n(latents, kLatents, moved);
    for (auto& scanned : parameters.latents) std::copy_n(moved, kLatents, scanned);
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
