// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "engine/random_numbers.h"
#include "engine/random_phases.h"
#include "engine/random_walk.h"

namespace autocoder {
namespace {

TEST_CASE("words are those that PCG32's author prints for seed 42, stream 54") {
  RandomNumbers numbers;
  numbers.Init(42, 54);
  for (const uint32_t word : {0xA15C02B7u, 0x7B47F409u, 0xBA1D3330u, 0x83D2F293u, 0xBFA4784Bu}) {
    CHECK(numbers.Next() == word);
  }
}

TEST_CASE("phases are unit vectors in all directions alike") {
  std::vector<ComplexBin> directions(kPhaseDirections);
  RandomPhases phases;
  phases.Init(directions.data(), 1, 2);
  for (const ComplexBin& each : directions) {
    CHECK(std::hypot(each.re, each.im) == doctest::Approx(1).epsilon(3e-7));
  }
  constexpr int kDraws = 1000 * kPhaseDirections;
  std::vector<int> drawn(kPhaseDirections);
  for (int i = 0; i < kDraws; ++i) ++drawn[phases.NextDirection()];
  double chi_square = 0;
  for (const int count : drawn) chi_square += std::pow(count - 1000.0, 2) / 1000;
  // Of 1023 degrees of freedom: mean 1023, deviation 45; five of those each way.
  CHECK(std::abs(chi_square - 1023) < 5 * 45);
}

class WalkFixture {
 public:
  WalkFixture() {
    walk.Init(7, 3);
    std::fill(std::begin(settings.place.latents), std::end(settings.place.latents), 30000);
  }

  int Distance() const {
    int most = 0;
    for (size_t i = 0; i < kLatents; ++i) {
      most = std::max(most, std::abs(latents[i] - settings.place.latents[i]));
    }
    return most;
  }

  RandomWalk walk;
  FrameSettings settings;
  uint16_t latents[kLatents] = {};
};

TEST_CASE_FIXTURE(WalkFixture, "without walk latents are where the controls are") {
  for (const uint16_t place : {0, 1, 30000, 65534, 65535}) {
    settings.place.latents[3] = place;
    walk.Step(settings, latents);
    CHECK(latents[3] == place);
  }
  CHECK(Distance() == 0);
}

TEST_CASE_FIXTURE(WalkFixture, "a full walk takes steps of up to a twentieth and gets everywhere") {
  settings.walk = 65535;
  uint16_t lowest = 65535;
  uint16_t highest = 0;
  int widest = 0;
  uint16_t before = settings.place.latents[5];
  for (int hop = 0; hop < 20000; ++hop) {
    walk.Step(settings, latents);
    widest = std::max(widest, std::abs(latents[5] - before));
    before = latents[5];
    lowest = std::min(lowest, before);
    highest = std::max(highest, before);
  }
  CHECK(widest <= 3278);
  CHECK(widest > 3200);
  CHECK(lowest == 0);
  CHECK(highest == 65535);
}

TEST_CASE_FIXTURE(WalkFixture, "the walk's amount scales its steps") {
  settings.walk = 655;
  walk.Step(settings, latents);
  CHECK(Distance() > 5);
  CHECK(Distance() <= 33);
}

TEST_CASE_FIXTURE(WalkFixture, "the controls move what has wandered; without walk it goes home") {
  settings.walk = 20000;
  for (int hop = 0; hop < 20; ++hop) walk.Step(settings, latents);
  const int wandered = latents[0];
  CHECK(wandered != 30000);
  settings.walk = 0;
  settings.place.latents[0] += 5000;
  walk.Step(settings, latents);
  CHECK(std::abs(latents[0] - wandered - 5000) <= 1 + std::abs(wandered - 30000) / 32);
  for (int hop = 0; hop < 600; ++hop) walk.Step(settings, latents);
  CHECK(Distance() <= 1);
}

TEST_CASE_FIXTURE(WalkFixture, "a frozen walk stands, and goes on from there") {
  settings.walk = 65535;
  for (int hop = 0; hop < 10; ++hop) walk.Step(settings, latents);
  uint16_t stood[kLatents];
  std::copy(std::begin(latents), std::end(latents), stood);
  settings.freeze = true;
  for (int hop = 0; hop < 10; ++hop) walk.Step(settings, latents);
  CHECK(std::equal(std::begin(stood), std::end(stood), latents));
  settings.freeze = false;
  walk.Step(settings, latents);
  CHECK_FALSE(std::equal(std::begin(stood), std::end(stood), latents));
  for (size_t i = 0; i < kLatents; ++i) CHECK(std::abs(latents[i] - stood[i]) <= 3278);
}

}  // namespace
}  // namespace autocoder
