// SPDX-License-Identifier: MIT
#include "engine/random_phases.h"

#include <cmath>

namespace autocoder {

void RandomPhases::Init(ComplexBin* directions, uint64_t seed, uint64_t stream) {
  constexpr float kFullTurn = 6.28318531f;
  for (size_t i = 0; i < kPhaseDirections; ++i) {
    const float angle = kFullTurn * static_cast<float>(i) / kPhaseDirections;
    directions[i] = {std::cos(angle), std::sin(angle)};
  }
  directions_ = directions;
  numbers_.Init(seed, stream);
}

}  // namespace autocoder
