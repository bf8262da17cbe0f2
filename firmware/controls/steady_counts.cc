// SPDX-License-Identifier: MIT
#include "controls/steady_counts.h"

#include <cstdlib>

#include <generated/sizes.h>

namespace autocoder {

uint16_t SteadyCounts::Follow(uint16_t counts, size_t samples) {
  if (!any_) {
    any_ = true;
    held_ = counts;
    return held_;
  }
  constexpr int32_t kPlay = kControlPlayCounts;
  constexpr int32_t kStillPlay = kControlStillCounts;
  const int32_t way = counts - held_;
  const bool rests = still_samples_ >= kControlStillSamples;
  const int32_t play = direction_ * way < 0 ? kPlay : rests ? kStillPlay : 0;
  if (std::abs(way) > play) {
    held_ = counts;
    direction_ = way > 0 ? 1 : -1;
    still_samples_ = 0;
  } else if (!rests) {
    still_samples_ = static_cast<uint16_t>(still_samples_ + samples);
  }
  return held_;
}

}  // namespace autocoder
