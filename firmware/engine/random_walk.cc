// SPDX-License-Identifier: MIT
#include "engine/random_walk.h"

#include <algorithm>
#include <cstddef>

namespace autocoder {
namespace {

constexpr int kFractionBits = 16;
constexpr int64_t kEnd = static_cast<int64_t>(kPositionOne) << kFractionBits;
constexpr int kHomeShift = 5;  // 32 hops, a third of a second, until what is left of a walk is 1/e

}  // namespace

void RandomWalk::Init(uint64_t seed, uint64_t stream) {
  numbers_.Init(seed, stream);
  std::fill_n(offsets_, kLatents, 0);
}

void RandomWalk::Step(const FrameSettings& settings, uint16_t* latents) {
  for (size_t i = 0; i < kLatents; ++i) {
    int64_t& offset = offsets_[i];
    if (!settings.freeze) {
      // Odd numbers from -65535 to 65535 have no mean that would drift; a tenth of half of them.
      const int64_t step = 2 * static_cast<int64_t>(numbers_.Next() >> 16) - 65535;
      constexpr int64_t kTwentieth = 3277;  // of 65536
      offset += (step * settings.walk * kTwentieth) >> kFractionBits;
      if (settings.walk == 0) offset -= offset >> kHomeShift;
    }
    const int64_t control = static_cast<int64_t>(settings.place.latents[i]) << kFractionBits;
    const int64_t place = std::clamp<int64_t>(control + offset, 0, kEnd);
    if (!settings.freeze) offset = place - control;
    latents[i] = static_cast<uint16_t>(place >> kFractionBits);
  }
}

}  // namespace autocoder
