// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RANDOM_PHASES_H_
#define AUTOCODER_ENGINE_RANDOM_PHASES_H_

#include <cstdint>

#include <generated/sizes.h>

#include "engine/random_numbers.h"
#include "kernels/partition_multiply_add.h"

namespace autocoder {

// Unit complex numbers in kPhaseDirections equally likely directions.
class RandomPhases {
 public:
  // `directions` has kPhaseDirections places.
  void Init(ComplexBin* directions, uint64_t seed, uint64_t stream);

  const ComplexBin& Next() { return directions_[NextDirection()]; }

  // 0..kPhaseDirections - 1: the highest bits, which are the best ones.
  uint32_t NextDirection() {
    static_assert((uint64_t{1} << 32) % kPhaseDirections == 0);
    constexpr auto kWordsPerDirection =
        static_cast<uint32_t>((uint64_t{1} << 32) / kPhaseDirections);
    return numbers_.Next() / kWordsPerDirection;
  }

 private:
  const ComplexBin* directions_ = nullptr;
  RandomNumbers numbers_;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RANDOM_PHASES_H_
