// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

#include "boards/teensy41/int16_samples.h"
#include "boards/teensy41/mute.h"

namespace autocoder {
namespace {

constexpr size_t kSamples = 8;

TEST_CASE("every converter sample comes back as it was") {
  for (int sample = -32768; sample <= 32767; ++sample) {
    const int16_t exact = static_cast<int16_t>(sample);
    REQUIRE(ToInt16(FromInt16(exact)) == exact);
  }
  CHECK(FromInt16(int16_t{-32768}) == -1);
}

TEST_CASE("samples are rounded to the nearest, half away from zero") {
  const float step = 1.0f / 32768;
  CHECK(ToInt16(0.4999f * step) == 0);
  CHECK(ToInt16(0.5f * step) == 1);
  CHECK(ToInt16(-0.5f * step) == -1);
  CHECK(ToInt16(-0.4999f * step) == 0);
  CHECK(ToInt16(100.5f * step) == 101);
  CHECK(ToInt16(-100.5f * step) == -101);
}

TEST_CASE("what is too loud is held, and no number is silent") {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float loud : {1.0f, 1.5f, 1e30f, infinity}) {
    CHECK(ToInt16(loud) == 32767);
    CHECK(ToInt16(-loud) == -32768);
  }
  CHECK(ToInt16(32767.6f / 32768) == 32767);
  CHECK(ToInt16(std::nanf("")) == 0);
}

TEST_CASE("a channel without a block is silent") {
  const int16_t left[2] = {16384, -16384};
  StereoFrame frames[2];
  FromInt16(left, nullptr, frames, 2);
  CHECK(frames[0].left == 0.5f);
  CHECK(frames[1].left == -0.5f);
  CHECK(frames[1].right == 0);
  FromInt16(nullptr, left, frames, 2);
  CHECK(frames[0].left == 0);
  CHECK(frames[1].right == -0.5f);
  int16_t out_left[2];
  int16_t out_right[2];
  frames[0].right = 2;
  ToInt16(frames, out_left, out_right, 2);
  CHECK(out_left[1] == 0);
  CHECK(out_right[0] == 32767);
}

struct Block {
  Block() {
    for (StereoFrame& frame : frames) frame = {1, -1};
  }
  StereoFrame frames[kSamples];
};

// The gain of each sample of the next block.
Block Next(Mute* mute) {
  Block block;
  mute->Apply(block.frames, kSamples);
  for (const StereoFrame& frame : block.frames) REQUIRE(frame.right == -frame.left);
  return block;
}

bool Whole(const Block& block, float gain) {
  for (const StereoFrame& frame : block.frames) {
    if (frame.left != gain) return false;
  }
  return true;
}

TEST_CASE("without a write nothing is muted") {
  Mute mute;
  for (int i = 0; i < 10; ++i) CHECK(Whole(Next(&mute), 1));
  CHECK_FALSE(mute.silent());
}

TEST_CASE("the sound fades within a block, and is silent once all that is under way is") {
  Mute mute;
  Next(&mute);
  mute.Hold();
  const Block fade = Next(&mute);
  for (size_t i = 0; i < kSamples; ++i) {
    CHECK(fade.frames[i].left == doctest::Approx(1 - static_cast<float>(i + 1) / kSamples));
  }
  for (uint32_t i = 0; i < Mute::kBlocksUnderWay; ++i) {
    CHECK_FALSE(mute.silent());
    CHECK(Whole(Next(&mute), 0));
  }
  CHECK(mute.silent());
}

TEST_CASE("the sound comes back a while after the last write") {
  Mute mute;
  mute.Hold();
  while (!mute.silent()) Next(&mute);
  mute.Release(3);
  Next(&mute);
  mute.Hold();  // the next of a burst: still silent, so it need not wait
  CHECK(mute.silent());
  CHECK(Whole(Next(&mute), 0));
  mute.Release(3);
  for (int i = 0; i < 3; ++i) CHECK(Whole(Next(&mute), 0));
  const Block rise = Next(&mute);
  CHECK_FALSE(mute.silent());
  CHECK(rise.frames[0].left == doctest::Approx(1.0f / kSamples));
  CHECK(rise.frames[kSamples - 1].left == 1);
  CHECK(Whole(Next(&mute), 1));
}

}  // namespace
}  // namespace autocoder
