// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_REVERB_OVERRUN_FIXTURE_H_
#define AUTOCODER_TESTS_FIRMWARE_REVERB_OVERRUN_FIXTURE_H_

#include "reverb_fixture.h"

namespace autocoder {

// A main loop that does nothing from one sample to another.
class OverrunFixture : public ReverbFixture {
 public:
  OverrunFixture() {
    Sound(taps);
  }

  Signal PlayWithPause(const Signal& in, size_t from, size_t to) {
    return Play(in, [&](size_t n) {
      const size_t now = n + kBlockSamples;
      if (now > from && now <= to) return;
      while (reverb.Step()) continue;
    });
  }

  Comparison Compare(const Signal& in, const Signal& out, size_t from, size_t to) const {
    Comparison comparison;
    for (size_t n = from; n < to; n += 61) comparison.Add(out[n], Convolved(in, taps, n));
    return comparison;
  }

  static Signal SmoothTaps() {
    Signal taps(kTaps);
    for (size_t i = 0; i < kTaps; ++i) taps[i] = {1e-4f, 1e-4f};
    return taps;
  }

  Signal taps = RandomTaps(kTaps, 1);
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_REVERB_OVERRUN_FIXTURE_H_
