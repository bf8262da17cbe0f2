// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <memory>

#include <generated/mel_to_spectrum.h>

#include "engine/decoded_spectrum.h"
#include "engine_fixture.h"

namespace autocoder {
namespace {

class TwoModelsFixture {
 public:
  TwoModelsFixture() {
    models.slots[0] = {&decoder_a, kGainA};
    models.slots[1] = {&decoder_b, kGainB};
    REQUIRE(spectrum.Init(memory.get(), models) == Status::kOk);
    place.model_b = 1;
    std::fill(std::begin(place.latents), std::end(place.latents), 40000);
  }

  // In decibels, of band 100.
  double LevelAt(uint16_t morph) {
    place.morph = morph;
    return 20 * std::log10(spectrum.BandsOf(place)[100]);
  }

  // All bands of b are at one level.
  class FlatDecoder final : public Decoder {
   public:
    Status Load(const uint8_t*, size_t) override { return Status::kOk; }
    void Decode(const int8_t*, int8_t* mel) override {
      ++decodes;
      std::fill_n(mel, kMelBands, int8_t{-60});
    }
    size_t mel_bands() const override { return kMelBands; }
    int decodes = 0;
  };

  static constexpr float kGainA = 2.0f;
  static constexpr float kGainB = 0.5f;
  StepDecoder decoder_a;
  FlatDecoder decoder_b;
  Models models;
  std::unique_ptr<DecodedSpectrumMemory> memory = std::make_unique<DecodedSpectrumMemory>();
  DecodedSpectrum spectrum;
  Place place;
};

TEST_CASE_FIXTURE(TwoModelsFixture, "a morph is even in decibels from one model to the other") {
  const double a = LevelAt(0);
  const double b = LevelAt(65535);
  const int8_t input = (40000 + 128) / 257 - 128;
  CHECK(a == doctest::Approx(20 * std::log10(kGainA * kAmplitude[input + 128])).epsilon(1e-6));
  CHECK(b == doctest::Approx(20 * std::log10(kGainB * kAmplitude[-60 + 128])).epsilon(1e-6));
  for (uint16_t morph : {1, 20000, 40000, 65534}) {
    const double wanted = a + (b - a) * morph / 65535;
    CHECK(std::abs(LevelAt(morph) - wanted) < 1e-4);
  }
}

TEST_CASE_FIXTURE(TwoModelsFixture, "what is not heard is not decoded, and nothing twice") {
  LevelAt(0);
  CHECK(decoder_b.decodes == 0);
  LevelAt(30000);
  LevelAt(31000);
  CHECK(decoder_a.decodes == 1);
  CHECK(decoder_b.decodes == 1);
  place.latents[0] = 0;
  LevelAt(65535);
  CHECK(decoder_a.decodes == 1);
  CHECK(decoder_b.decodes == 2);
}

TEST_CASE_FIXTURE(TwoModelsFixture, "each other spectrum has another version") {
  spectrum.Of(place);
  const uint32_t first = spectrum.version();
  spectrum.Of(place);
  CHECK(spectrum.version() == first);
  for (uint16_t* changed : {&place.morph, &place.latents[3]}) {
    const uint32_t before = spectrum.version();
    *changed = 9000;
    spectrum.Of(place);
    CHECK(spectrum.version() == before + 1);
  }
  place.morph = 0;
  place.model_a = 1;
  const float flat = spectrum.Of(place)[500];
  CHECK(flat == doctest::Approx(kGainB * kAmplitude[-60 + 128]).epsilon(1e-6));
}

TEST_CASE_FIXTURE(TwoModelsFixture, "an empty slot gives the last model, a morph to itself nothing") {
  place.model_a = 2;
  const float last = spectrum.Of(place)[500];
  place.model_a = 1;
  CHECK(spectrum.Of(place)[500] == last);
  place.morph = 30000;
  CHECK(spectrum.Of(place)[500] == last);
  CHECK(decoder_b.decodes == 1);
}

TEST_CASE_FIXTURE(TwoModelsFixture, "an empty slot below all models gives the lowest, one between the one below") {
  CHECK(spectrum.SetModel(2, {&decoder_a, kGainA}) == Status::kOk);
  CHECK(spectrum.SetModel(0, {}) == Status::kOk);
  place.model_a = 0;
  const float lowest = spectrum.Of(place)[500];
  CHECK(lowest == doctest::Approx(kGainB * kAmplitude[-60 + 128]).epsilon(1e-6));
  CHECK(spectrum.SetModel(0, {&decoder_a, kGainA}) == Status::kOk);
  CHECK(spectrum.SetModel(1, {}) == Status::kOk);
  place.model_a = 1;
  const float below = spectrum.Of(place)[500];
  place.model_a = 0;
  CHECK(spectrum.Of(place)[500] == below);
  CHECK(below != lowest);
}

TEST_CASE_FIXTURE(TwoModelsFixture, "a model that is replaced is another spectrum at the same place") {
  const float before = spectrum.Of(place)[500];
  const uint32_t version = spectrum.version();
  FlatDecoder other;
  CHECK(spectrum.SetModel(0, {&other, kGainB}) == Status::kOk);
  CHECK(spectrum.models_version() == 1);
  const float after = spectrum.Of(place)[500];
  CHECK(after != before);
  CHECK(after == doctest::Approx(kGainB * kAmplitude[-60 + 128]).epsilon(1e-6));
  CHECK(spectrum.version() == version + 1);
  CHECK(spectrum.SetModel(0, {&other, kGainA}) == Status::kOk);  // the gain counts, too
  CHECK(spectrum.Of(place)[500] == doctest::Approx(after * kGainA / kGainB).epsilon(1e-6));
  CHECK(decoder_a.decodes == 1);
}

TEST_CASE_FIXTURE(TwoModelsFixture, "a model that is replaced and not heard changes nothing") {
  const float before = spectrum.Of(place)[500];
  const uint32_t version = spectrum.version();
  FlatDecoder other;
  CHECK(spectrum.SetModel(1, {&other, 9.0f}) == Status::kOk);
  CHECK(spectrum.Of(place)[500] == before);
  CHECK(spectrum.version() == version);
  CHECK(other.decodes == 0);
}

TEST_CASE_FIXTURE(TwoModelsFixture, "the last model stays, and one of another size does not come") {
  CHECK(spectrum.SetModel(0, {}) == Status::kOk);
  CHECK(spectrum.SetModel(1, {}) == Status::kBadShape);
  decoder_a.bands = 3;
  CHECK(spectrum.SetModel(1, {&decoder_a, 1.0f}) == Status::kBadShape);
  CHECK(spectrum.SetModel(kModelSlots, {&decoder_b, 1.0f}) == Status::kUnknownSlot);
  place.model_a = 1;
  CHECK(spectrum.Of(place)[500] == doctest::Approx(kGainB * kAmplitude[-60 + 128]).epsilon(1e-6));
}

TEST_CASE_FIXTURE(TwoModelsFixture, "no model, and one of another size, are refused") {
  decoder_a.bands = kMelBands / 2;
  CHECK(spectrum.Init(memory.get(), models) == Status::kBadShape);
  CHECK(spectrum.Init(memory.get(), Models{}) == Status::kBadShape);
}

}  // namespace
}  // namespace autocoder
