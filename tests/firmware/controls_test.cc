// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>
#include <vector>

#include <generated/sizes.h>

#include "controls/controls.h"

namespace autocoder {
namespace {

constexpr uint16_t kCvRest = 32768;  // 0 V
constexpr int kVoltCounts = (kCvRest - static_cast<int>(kCvFiveVoltCounts)) / 5;

constexpr size_t kScanSamples = kBlockSamples / kCvScans;

struct Latents {
  const uint16_t (&newest() const)[kLatents] { return at[kCvScans - 1]; }

  uint16_t at[kCvScans][kLatents];
};

AdcFrame Frame(uint16_t knob, uint16_t cv) {
  AdcFrame adc;
  std::fill(std::begin(adc.knobs), std::end(adc.knobs), knob);
  for (auto& scanned : adc.cvs) std::fill(std::begin(scanned), std::end(scanned), cv);
  return adc;
}

// The published formula in exact arithmetic: a gain of 16 fractional bits, rounded half away from
// zero, and a position rounded half up.
int32_t ExpectedPosition(const Calibration& calibration, uint16_t counts) {
  const long double exact_gain =
      65535.0L * 65536 / (calibration.high_counts - calibration.low_counts);
  const long double gain = std::round(exact_gain);
  return static_cast<int32_t>(
      std::floor((gain * (counts - calibration.low_counts) + 32768) / 65536));
}

uint16_t Settle(Controls& controls, const AdcFrame& adc) {
  Latents latents;
  for (int block = 0; block < 100; ++block) controls.Process(adc, nullptr, latents.at);
  return latents.newest()[0];
}

TEST_CASE("every count of every kind of channel has the formula's position") {
  const Calibration odd = {1000, 1003};
  const Calibration inverted = {65535, 0};
  for (const Calibration& calibration : {kKnobCalibration, kCvCalibration, odd, inverted}) {
    CalibratedChannel channel;
    channel.Init(calibration);
    for (int counts = 0; counts <= 65535; ++counts) {
      const auto raw = static_cast<uint16_t>(counts);
      REQUIRE(channel.Position(raw) == ExpectedPosition(calibration, raw));
    }
    CHECK(std::abs(channel.Position(static_cast<uint16_t>(calibration.low_counts))) <= 1);
    CHECK(std::abs(channel.Position(static_cast<uint16_t>(calibration.high_counts)) - 65535) <= 1);
  }
}

TEST_CASE("a calibration without travel rests at zero") {
  CalibratedChannel channel;
  channel.Init({500, 500});
  CHECK(channel.Position(65535) == 0);
}

TEST_CASE("positions in place of the knobs meet the CVs") {
  Controls controls;
  controls.Init();
  AdcFrame adc = Frame(0, kCvRest);
  for (auto& scanned : adc.cvs) scanned[1] = static_cast<uint16_t>(kCvFiveVoltCounts);
  const uint16_t in_place[kLatents] = {20000, 20000, 65535, 0, 1, 2, 3, 4};
  Latents latents;
  for (int block = 0; block < 100; ++block) controls.Process(adc, in_place, latents.at);
  CHECK(latents.newest()[0] == 20000);
  CHECK(latents.newest()[1] == 65535);
  CHECK(latents.newest()[2] == 65535);
  CHECK(latents.newest()[7] == 4);
}

TEST_CASE("the first blocks after start follow a step by quarters") {
  Controls controls;
  controls.Init();
  Latents latents;
  const AdcFrame adc = Frame(65535, kCvRest);  // a target of 65535, from 32768
  for (int expected : {40960, 47104, 51711, 55167, 57759}) {
    controls.Process(adc, nullptr, latents.at);
    for (const auto& scanned : latents.at) {
      for (uint16_t latent : scanned) CHECK(latent == expected);
    }
  }
}

TEST_CASE("ends are reached exactly and never passed") {
  Controls controls;
  controls.Init();
  CHECK(Settle(controls, Frame(65535, 0)) == 65535);
  CHECK(Settle(controls, Frame(0, 65535)) == 0);
  CHECK(Settle(controls, Frame(0, kCvRest)) == 0);
  CHECK(Settle(controls, Frame(65535, kCvRest)) == 65535);
}

TEST_CASE("knob and CV add, and a negative CV takes away") {
  Controls controls;
  controls.Init();
  const int middle = Settle(controls, Frame(32767, kCvRest));
  CHECK(std::abs(middle - 32767) < 5);
  // One volt is a fifth of the way up, by as many counts down.
  CHECK(std::abs(Settle(controls, Frame(32767, kCvRest - kVoltCounts)) - middle - 13107) < 10);
  CHECK(std::abs(Settle(controls, Frame(32767, kCvRest + kVoltCounts)) - middle + 13107) < 10);
}

TEST_CASE("channels do not touch each other") {
  Controls controls;
  controls.Init();
  AdcFrame adc = Frame(655, kCvRest);
  adc.knobs[3] = 64880;
  for (auto& scanned : adc.cvs) scanned[5] = kCvFiveVoltCounts;
  Latents latents;
  for (int block = 0; block < 100; ++block) controls.Process(adc, nullptr, latents.at);
  for (size_t i = 0; i < kLatents; ++i) {
    CHECK(latents.newest()[i] == (i == 3 || i == 5 ? 65535 : 0));
  }
}

TEST_CASE("each scan of a CV gives the latents of its own time") {
  Controls controls;
  controls.Init();
  AdcFrame adc = Frame(32767, kCvRest);
  for (size_t scan = 0; scan < kCvScans; ++scan) {
    adc.cvs[scan][6] = static_cast<uint16_t>(kCvRest - kVoltCounts * scan);  // a volt more than the one before
  }
  Latents latents;
  controls.Process(adc, nullptr, latents.at);
  for (size_t scan = 1; scan < kCvScans; ++scan) {
    CHECK(std::abs(latents.at[scan][6] - latents.at[scan - 1][6] - 13107) < 10);
    CHECK(latents.at[scan][5] == latents.at[0][5]);
  }
}

// The published rule for one channel: what moves on is followed, what turns back has a play, and so
// has, a smaller one, what has not moved for a while.
struct ExpectedCounts {
  explicit ExpectedCounts(int rests_after) : rests_after(rests_after) {}

  int Follow(int counts) {
    const int way = counts - held;
    const bool back = (way > 0 && direction < 0) || (way < 0 && direction > 0);
    const int rests = still >= rests_after ? kControlStillCounts : 0;
    const bool moves = std::abs(way) > (back ? static_cast<int>(kControlPlayCounts) : rests);
    if (held < 0 || moves) {
      if (held >= 0) direction = way;
      still = 0;
      held = counts;
    } else {
      ++still;
    }
    return held;
  }

  int rests_after;  // of its own steps
  int held = -1;
  int direction = 0;
  int still = 0;
};

TEST_CASE("a random walk of all inputs follows the recurrence to the last bit") {
  Controls controls;
  controls.Init();
  std::mt19937 random(7);
  std::uniform_int_distribution<int> counts(0, 65535);
  std::uniform_int_distribution<int> kinds(0, 199);
  AdcFrame adc = Frame(30000, kCvRest);
  uint16_t voltages[kLatents];
  std::fill(std::begin(voltages), std::end(voltages), kCvRest);
  const auto move = [&](uint16_t& raw) {
    const int kind = kinds(random);
    if (kind == 0) raw = static_cast<uint16_t>(counts(random));
    const int noise = kind < 120 ? counts(random) % 301 - 150 : 0;
    raw = static_cast<uint16_t>(std::clamp(raw + noise, 0, 65535));
  };
  std::vector<ExpectedCounts> knobs(kLatents, ExpectedCounts(kControlStillSamples / kBlockSamples));
  std::vector<ExpectedCounts> cvs(kLatents, ExpectedCounts(kControlStillSamples / kScanSamples));
  long double state[kLatents];
  std::fill(std::begin(state), std::end(state), 32768.0L * 65536);
  for (int block = 0; block < 5000; ++block) {
    if (block / 200 % 2 == 0) std::for_each(std::begin(adc.knobs), std::end(adc.knobs), move);
    for (auto& scanned : adc.cvs) {
      if (block / 300 % 2 == 0) std::for_each(std::begin(voltages), std::end(voltages), move);
      std::copy_n(voltages, kLatents, scanned);
    }
    Latents latents;
    controls.Process(adc, nullptr, latents.at);
    for (size_t i = 0; i < kLatents; ++i) {
      int knob = ExpectedPosition(kKnobCalibration,
                                  static_cast<uint16_t>(knobs[i].Follow(adc.knobs[i])));
      if (knob <= static_cast<int>(kKnobEndPositions)) knob = 0;
      if (knob >= 65535 - static_cast<int>(kKnobEndPositions)) knob = 65535;
      state[i] += std::floor((knob * 65536.0L - state[i]) / 4);
      const int smoothed = static_cast<int>(std::floor((state[i] + 32768) / 65536));
      for (size_t scan = 0; scan < kCvScans; ++scan) {
        const int cv_counts = cvs[i].Follow(adc.cvs[scan][i]);
        const bool rests = std::abs(cv_counts - kCvRest) <= static_cast<int>(kCvRestCounts);
        const int cv =
            rests ? 0 : ExpectedPosition(kCvCalibration, static_cast<uint16_t>(cv_counts));
        REQUIRE(latents.at[scan][i] == std::clamp(smoothed + cv, 0, 65535));
      }
    }
  }
}

}  // namespace
}  // namespace autocoder
