// SPDX-License-Identifier: MIT
// Inputs and latents at their limits: the output stays finite, and never subnormal, which would
// cost a processor without flushing many times the usual cycles.
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "engine_fixture.h"
#include "reference.h"

namespace autocoder {
namespace {

using InputFrame = StereoFrame (*)(size_t frame);

StereoFrame Silence(size_t) { return {0, 0}; }
StereoFrame Constant(size_t) { return {1, -1}; }
StereoFrame FullScaleSquare(size_t n) { return n / 24 % 2 ? StereoFrame{1, 1} : StereoFrame{-1, -1}; }
StereoFrame Alternating(size_t n) { return n % 2 ? StereoFrame{1, -1} : StereoFrame{-1, 1}; }
StereoFrame SmallestNormal(size_t n) { return {n % 2 ? 1.2e-38f : -1.2e-38f, 1e-30f}; }
StereoFrame DecayingToNothing(size_t n) {
  const float value = std::exp(-0.05f * static_cast<float>(n));
  return {value, -value};
}

bool IsClean(float value) { return std::isfinite(value) && std::fpclassify(value) != FP_SUBNORMAL; }

TEST_CASE_FIXTURE(EngineFixture, "output is clean for every input and latents at their extremes") {
  constexpr size_t kBlocks = 60;
  for (InputFrame input :
       {Silence, Constant, FullScaleSquare, Alternating, SmallestNormal, DecayingToNothing}) {
    size_t n = 0;
    for (size_t block = 0; block < kBlocks; ++block) {
      uint16_t latents[kLatents];
      for (size_t i = 0; i < kLatents; ++i) {
        latents[i] = (block / 12 >> i % 3) & 1 ? 65535 : 0;
      }
      SetLatents(latents);
      StereoFrame in[kBlockSamples];
      StereoFrame out[kBlockSamples];
      for (StereoFrame& frame : in) frame = input(n++);
      engine.Process(parameters, in, out);
      engine.Prepare();
      for (const StereoFrame& frame : out) REQUIRE((IsClean(frame.left) && IsClean(frame.right)));
    }
  }
}

TEST_CASE_FIXTURE(EngineFixture, "silence in gives exact silence out once the past has left") {
  const reference::Signal noise = reference::Noise(kBlockSamples, 14);
  const reference::Signal silence(kBlockSamples);
  reference::Signal out(kBlockSamples);
  SetLatents(50000);
  for (size_t block = 0; block < 100; ++block) {
    engine.Process(parameters, block < 20 ? noise.data() : silence.data(), out.data());
    engine.Prepare();
  }
  for (const StereoFrame& frame : out) REQUIRE((frame.left == 0 && frame.right == 0));
}

}  // namespace
}  // namespace autocoder
