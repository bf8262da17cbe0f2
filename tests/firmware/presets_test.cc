// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>

#include "engine/presets.h"

namespace autocoder {
namespace {

constexpr uint32_t Id(ParameterId id) { return static_cast<uint32_t>(id); }
constexpr uint32_t Latent(size_t index) { return static_cast<uint32_t>(kParameterCount + index); }

class PresetsFixture {
 public:
  const uint16_t* Blend(float blend) {
    panel.Set(Id(ParameterId::kPresets), 1);
    panel.Set(Id(ParameterId::kBlend), blend);
    return presets.Read(panel, &parameters);
  }

  ParameterStore panel;
  Presets presets;
  Parameters parameters;
};

TEST_CASE_FIXTURE(PresetsFixture, "the panel plays until the presets do") {
  panel.Set(Id(ParameterId::kMix), 0.25f);
  presets.Set(0, Id(ParameterId::kMix), 0.75f);
  CHECK(presets.Read(panel, &parameters) == nullptr);
  CHECK(parameters.mix == 0.25f);
  CHECK(Blend(0) != nullptr);
  CHECK(parameters.mix == 0.75f);
}

TEST_CASE_FIXTURE(PresetsFixture, "numbers move evenly, choices and switches in the middle") {
  presets.Set(0, Id(ParameterId::kDecayS), 1);
  presets.Set(1, Id(ParameterId::kDecayS), 3);
  presets.Set(1, Id(ParameterId::kMode), static_cast<float>(Mode::kDrone));
  presets.Set(1, Id(ParameterId::kFreeze), 1);
  presets.Set(1, Id(ParameterId::kModelA), 2);
  Blend(0.25f);
  CHECK(parameters.decay_s == doctest::Approx(1.5));
  CHECK(parameters.mode == Mode::kFilter);
  CHECK_FALSE(parameters.freeze);
  CHECK(parameters.model_a == 0);
  Blend(0.5f);
  CHECK(parameters.decay_s == doctest::Approx(2));
  CHECK(parameters.mode == Mode::kDrone);
  CHECK(parameters.freeze);
  CHECK(parameters.model_a == 2);
}

TEST_CASE_FIXTURE(PresetsFixture, "latents begin in the middle and reach both ends") {
  const uint16_t* latents = Blend(0.3f);
  for (size_t i = 0; i < kLatents; ++i) CHECK(latents[i] == 32768);
  presets.Set(0, Latent(0), 0);
  presets.Set(1, Latent(0), 1);
  presets.Set(0, Latent(7), 1);
  presets.Set(1, Latent(7), 0);
  latents = Blend(0);
  CHECK(latents[0] == 0);
  CHECK(latents[7] == 65535);
  latents = Blend(0.4f);
  CHECK(std::abs(latents[0] - 0.4 * 65535) <= 1);
  CHECK(std::abs(latents[7] - 0.6 * 65535) <= 1);
  latents = Blend(1);
  CHECK(latents[0] == 65535);
  CHECK(latents[7] == 0);
}

TEST_CASE_FIXTURE(PresetsFixture, "presets have no say in whether presets play") {
  presets.Set(0, Id(ParameterId::kPresets), 0);
  presets.Set(0, Id(ParameterId::kBlend), 1);
  CHECK(Blend(0.25f) != nullptr);
  CHECK(parameters.presets);
  CHECK(parameters.blend == 0.25f);
}

TEST_CASE_FIXTURE(PresetsFixture, "unknown presets, parameters and numbers are refused") {
  CHECK(presets.Set(kPresets, Id(ParameterId::kMix), 0) == Status::kBadParameter);
  CHECK(presets.Set(0, Latent(kLatents), 0) == Status::kBadParameter);
  CHECK(presets.Set(0, Latent(0), std::nanf("")) == Status::kBadParameter);
  CHECK(presets.Set(0, Latent(0), 7) == Status::kOk);
  CHECK(Blend(0)[0] == 65535);
}

}  // namespace
}  // namespace autocoder
