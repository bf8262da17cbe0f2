// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <vector>

#include <generated/sizes.h>

#include "controls/button.h"

namespace autocoder {
namespace {

constexpr int Blocks(int ms) {
  return static_cast<int>(static_cast<size_t>(ms) * kSampleRateHz / 1000 / kBlockSamples);
}

struct Hand {
  // What the button tells while it is held, or not, for so long.
  std::vector<Gesture> Hold(bool closed, int ms) {
    std::vector<Gesture> told;
    for (int block = 0; block < Blocks(ms); ++block) {
      const Gesture gesture = button.Follow(closed);
      if (gesture != Gesture::kNone) told.push_back(gesture);
    }
    return told;
  }

  Button button;
};

using Told = std::vector<Gesture>;

TEST_CASE_FIXTURE(Hand, "a short press is told when it ends") {
  CHECK(Hold(false, 100) == Told{});
  CHECK(Hold(true, 200) == Told{});
  CHECK(Hold(false, 100) == Told{Gesture::kShort});
  CHECK(Hold(true, 200) == Told{});
  CHECK(Hold(false, 100) == Told{Gesture::kShort});
}

TEST_CASE_FIXTURE(Hand, "a long press is told while it is held, once") {
  Hold(false, 100);
  CHECK(Hold(true, 500) == Told{});
  CHECK(Hold(true, 3000) == Told{Gesture::kLong});
  CHECK(Hold(false, 1000) == Told{});
  CHECK(Hold(true, 100) == Told{});
  CHECK(Hold(false, 100) == Told{Gesture::kShort});
}

TEST_CASE_FIXTURE(Hand, "bouncing is one press") {
  Hold(false, 100);
  for (int bounce = 0; bounce < 10; ++bounce) {
    CHECK(Hold(true, 3) == Told{});
    CHECK(Hold(false, 2) == Told{});
  }
  CHECK(Hold(true, 100) == Told{});
  Told told;
  for (int bounce = 0; bounce < 10; ++bounce) {
    for (const Gesture gesture : Hold(false, 4)) told.push_back(gesture);
    for (const Gesture gesture : Hold(true, 3)) told.push_back(gesture);
  }
  for (const Gesture gesture : Hold(false, 100)) told.push_back(gesture);
  CHECK(told == Told{Gesture::kShort});
}

TEST_CASE_FIXTURE(Hand, "what is shorter than bouncing is no press") {
  Hold(false, 100);
  Hold(true, 8);
  CHECK(Hold(false, 1000) == Told{});
}

TEST_CASE_FIXTURE(Hand, "a press from before the start counts for nothing") {
  CHECK(Hold(true, 5000) == Told{});
  CHECK(Hold(false, 100) == Told{});
  Hold(true, 100);
  CHECK(Hold(false, 100) == Told{Gesture::kShort});
}

}  // namespace
}  // namespace autocoder
