// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_ENGINE_FIXTURE_H_
#define AUTOCODER_TESTS_FIRMWARE_ENGINE_FIXTURE_H_

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include <generated/sizes.h>

#include "decoder/decoder.h"
#include "engine/engine.h"
#include "engine/parameters.h"

namespace autocoder {

// Decodes to a mel frame in which each eighth of the bands stands at one latent.
class StepDecoder final : public Decoder {
 public:
  Status Load(const uint8_t*, size_t) override { return Status::kOk; }
  void Decode(const int8_t* latents, int8_t* mel) override {
    ++decodes;
    for (size_t band = 0; band < bands; ++band) mel[band] = latents[band * kLatents / bands];
  }
  size_t mel_bands() const override { return bands; }

  size_t bands = kMelBands;
  int decodes = 0;
};

inline Models OneModel(Decoder* decoder) {
  Models models;
  models.slots[0] = {decoder, 1.0f};
  return models;
}

class EngineFixture {
 public:
  EngineFixture() {
    REQUIRE(engine.Init({tight.get(), modes.get(), large.get()}, OneModel(&decoder), nullptr, 1) == Status::kOk);
  }

  void SetLatents(uint16_t value) {
    uint16_t latents[kLatents];
    std::fill(std::begin(latents), std::end(latents), value);
    SetLatents(latents);
  }

  void SetLatents(const uint16_t* latents) {
    for (auto& scanned : parameters.latents) std::copy_n(latents, kLatents, scanned);
  }

  std::unique_ptr<EngineTightMemory> tight = std::make_unique<EngineTightMemory>();
  std::unique_ptr<EngineModeMemory> modes = std::make_unique<EngineModeMemory>();
  std::unique_ptr<EngineLargeMemory> large = std::make_unique<EngineLargeMemory>();
  StepDecoder decoder;
  Engine engine;
  Parameters parameters;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_ENGINE_FIXTURE_H_
