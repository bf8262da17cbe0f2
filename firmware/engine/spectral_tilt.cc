// SPDX-License-Identifier: MIT
#include "engine/spectral_tilt.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/fast_powers.h"

namespace autocoder {

void SpectralTilt::Init(float* factors) {
  factors_ = factors;
  brightness_ = 0;
  std::fill_n(factors_, kSpectrumBins, 1.0f);
}

const float* SpectralTilt::Of(float brightness) {
  if (brightness == brightness_) return factors_;
  brightness_ = brightness;
  constexpr size_t kLast = kSpectrumBins - 1;
  const float octave = std::exp2(2 * brightness);  // raised to the tenth power: better than fast
  double pink = 0;  // equal terms that add up err in one direction: single precision is not enough
  double tilted = 0;
  const auto set = [&](size_t bin, float factor) {
    factors_[bin] = factor;
    const float power = 1.0f / static_cast<float>(bin);
    pink += power;
    tilted += power * factor * factor;
  };
  set(1, 1);  // exact where brightness below 0 has most of the power; the scale allows any start
  for (size_t bin = 2; bin < kLast; bin += 2) {
    set(bin, octave * factors_[bin / 2]);
    set(bin + 1, Exp2(2 * brightness * Log2(static_cast<float>(bin + 1))));
  }
  set(kLast, octave * factors_[kLast / 2]);
  factors_[0] = factors_[1];
  const float scale = std::sqrt(static_cast<float>(pink / tilted));
  for (size_t bin = 0; bin <= kLast; ++bin) factors_[bin] *= scale;
  return factors_;
}

}  // namespace autocoder
