// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/latent_motion.h"
#include "engine/parameter_store.h"

namespace autocoder {
namespace {

constexpr uint32_t Id(ParameterId id) { return static_cast<uint32_t>(id); }

Parameters ReadAll(const ParameterStore& store) {
  float values[kParameterCount];
  store.Read(values);
  Parameters parameters;
  AssignParameters(values, &parameters);
  return parameters;
}

TEST_CASE("parameters begin at their defaults") {
  const Parameters defaults;
  const Parameters parameters = ReadAll(ParameterStore());
  CHECK(parameters.mix == defaults.mix);
  CHECK(parameters.level == defaults.level);
  CHECK(parameters.freeze == defaults.freeze);
  CHECK(parameters.mode == defaults.mode);
}

TEST_CASE("parameters are brought into their range") {
  ParameterStore store;
  CHECK(store.Set(Id(ParameterId::kMix), 7.0f) == Status::kOk);
  CHECK(store.Set(Id(ParameterId::kLevel), -1.0f) == Status::kOk);
  CHECK(store.Set(Id(ParameterId::kSlewMs), std::numeric_limits<float>::infinity()) ==
        Status::kOk);
  CHECK(store.Set(Id(ParameterId::kMode), 1e9f) == Status::kOk);
  const Parameters parameters = ReadAll(store);
  CHECK(parameters.mix == 1.0f);
  CHECK(parameters.level == 0.0f);
  CHECK(parameters.slew_ms == kParameterRanges[Id(ParameterId::kSlewMs)].maximum);
  CHECK(static_cast<float>(parameters.mode) == kParameterRanges[Id(ParameterId::kMode)].maximum);
}

TEST_CASE("what is no parameter and no number is refused") {
  ParameterStore store;
  CHECK(store.Set(kParameterCount, 0.5f) == Status::kBadParameter);
  CHECK(store.Set(Id(ParameterId::kMix), std::nanf("")) == Status::kBadParameter);
  CHECK(ReadAll(store).mix == kParameterRanges[Id(ParameterId::kMix)].initial);
}

TEST_CASE("frozen latents stay and go on from where they are") {
  LatentMotion motion;
  motion.Init();
  uint16_t targets[kLatents] = {};
  const uint16_t* latents = motion.Move(targets, 0, false);
  for (size_t i = 0; i < kLatents; ++i) targets[i] = static_cast<uint16_t>(60000 + i);
  latents = motion.Move(targets, 0, true);
  for (size_t i = 0; i < kLatents; ++i) CHECK(latents[i] == 0);
  latents = motion.Move(targets, 0, false);
  for (size_t i = 0; i < kLatents; ++i) CHECK(latents[i] == targets[i]);
}

TEST_CASE("a slew arrives, however slow") {
  LatentMotion motion;
  motion.Init();
  const uint16_t targets[kLatents] = {0, 65535, 1, 65534, 32768, 32767, 40000, 12345};
  const uint16_t* latents = nullptr;
  constexpr int kSlewScans = 10 * static_cast<int>(kSampleRateHz * kCvScans / kBlockSamples);
  for (int scan = 0; scan < kSlewScans; ++scan) latents = motion.Move(targets, 10000, false);
  CHECK(latents[0] == doctest::Approx(32768 * std::exp(-1.0)).epsilon(0.002));
  for (int scan = kSlewScans; scan < 20 * kSlewScans; ++scan) {
    latents = motion.Move(targets, 10000, false);
  }
  for (size_t i = 0; i < kLatents; ++i) CHECK(std::abs(latents[i] - targets[i]) <= 1);
}

}  // namespace
}  // namespace autocoder
