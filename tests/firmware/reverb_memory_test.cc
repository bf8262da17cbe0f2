// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "engine/engine.h"

namespace autocoder {
namespace {

// Whichever memory this is built for: a Daisy Seed has 64 MB of SDRAM.
TEST_CASE("the longest response of the board fits into its memory") {
  constexpr size_t kLarge = sizeof(ReverbLargeMemory<kBoardReverbSamples>);
  constexpr size_t kFast = sizeof(ReverbFastMemory);
  MESSAGE(kBoardReverbSamples, " taps: ", kLarge, " bytes, and ", kFast, " of fast memory");
  CHECK(kLarge <= kBoardReverbBytes);
  if (kReverbHasTail) {
    CHECK(kBoardReverbSamples == 4 * kSampleRateHz);
    CHECK(sizeof(EngineLargeMemory) <= size_t{64} << 20);
  } else {
    CHECK(kBoardReverbSamples * 2 >= kSampleRateHz);
    CHECK(kLarge <= size_t{512} << 10);
    CHECK(kFast <= size_t{64} << 10);
  }
}

}  // namespace
}  // namespace autocoder
