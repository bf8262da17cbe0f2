// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_NOISE_H_
#define AUTOCODER_ENGINE_REVERB_NOISE_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// Random quarter turns, one for each channel of a bin. Four phases make as good a noise as all of
// them would: a bin's mean is zero and its power is the same at every instant. They need no
// rounding, so that every computer makes the same noise.
class ReverbNoise {
 public:
  struct Turns {
    unsigned left;  // 0 .. 3
    unsigned right;
  };

  void Seed(uint32_t seed) {
    constexpr uint32_t kGoldenRatio = 0x9E3779B9;
    state_ = seed == kGoldenRatio ? 1 : seed ^ kGoldenRatio;  // zero would stay zero
    left_ = 0;
  }

  Turns Next() {
    if (left_ == 0) {
      Advance();
      bits_ = state_;
      left_ = kTurnsPerWord;
    }
    const Turns turns = {bits_ & 3, bits_ >> 2 & 3};
    bits_ >>= 4;
    --left_;
    return turns;
  }

 private:
  static constexpr unsigned kTurnsPerWord = 8;

  // Marsaglia's xorshift of 32 bits.
  void Advance() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
  }

  uint32_t state_ = 1;
  uint32_t bits_ = 0;
  unsigned left_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_NOISE_H_
