// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RANDOM_NUMBERS_H_
#define AUTOCODER_ENGINE_RANDOM_NUMBERS_H_

#include <cstdint>

namespace autocoder {

// Random words by PCG32 (O'Neill 2014, XSH RR): period 2^64 for each stream. Integers only, so
// every processor draws the same ones.
class RandomNumbers {
 public:
  // Generators of one seed and different streams have nothing in common.
  void Init(uint64_t seed, uint64_t stream) {
    increment_ = 2 * stream + 1;
    state_ = increment_ + seed;
    Next();
  }

  uint32_t Next() {
    const uint64_t state = state_;
    state_ = state * 6364136223846793005u + increment_;
    const auto word = static_cast<uint32_t>(((state >> 18) ^ state) >> 27);
    const auto turn = static_cast<uint32_t>(state >> 59);
    return (word >> turn) | (word << (-turn & 31));
  }

 private:
  uint64_t state_ = 0;
  uint64_t increment_ = 1;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RANDOM_NUMBERS_H_
