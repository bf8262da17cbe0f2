// SPDX-License-Identifier: MIT
#include "fft/split_fft.h"

#include <cstring>

#include "fft/turns.h"

namespace autocoder {
namespace {

void Multiply(const float* a, const float* b, float* product) {
  product[0] = a[0] * b[0] - a[1] * b[1];
  product[1] = a[0] * b[1] + a[1] * b[0];
}

}  // namespace

Status SplitFft::Init(size_t half, float* twiddles, float* split_twiddles, uint16_t* swaps) {
  half_ = half;
  split_twiddles_ = split_twiddles;
  FillTurns(-1, 2 * half, half, split_twiddles);
  return half_fft_.Init(half, twiddles, swaps);
}

// Decimation in frequency.
void SplitFft::Split(const float* first, const float* second, float* bins) const {
  const float* turn = split_twiddles_;
  float* even = bins;
  float* odd = bins + 2 * half_;
  if (second == nullptr) {
    std::memcpy(even, first, 2 * half_ * sizeof(float));
    for (size_t i = 0; i < 2 * half_; i += 2) Multiply(first + i, turn + i, odd + i);
    return;
  }
  for (size_t i = 0; i < 2 * half_; i += 2) {
    const float difference[2] = {first[i] - second[i], first[i + 1] - second[i + 1]};
    even[i] = first[i] + second[i];
    even[i + 1] = first[i + 1] + second[i + 1];
    Multiply(difference, turn + i, odd + i);
  }
}

void SplitFft::Transform(float* half_bins) const { half_fft_.Forward(half_bins); }

// Decimation in time. The forward transform again is the inverse backwards in time: sample i of the
// second stretch is at half - i of the first.
void SplitFft::Merge(const float* bins, float* second) const {
  const float* even = bins;
  const float* odd = bins + 2 * half_;
  second[0] = even[0] - odd[0];
  second[1] = even[1] - odd[1];
  for (size_t i = 1; i < half_; ++i) {
    const size_t at = 2 * (half_ - i);
    float turned[2];
    Multiply(odd + at, split_twiddles_ + at, turned);
    second[2 * i] = even[at] + turned[0];
    second[2 * i + 1] = even[at + 1] + turned[1];
  }
}

// Even samples become real parts and odd ones imaginary parts of a signal half as long. Its bins
// k and half - k come from the same two of the real signal's.
void SplitFft::FoldReal(float* bins) const {
  const float first = bins[0];
  const float middle = bins[1];
  bins[0] = first + middle;
  bins[1] = first - middle;
  for (size_t k = 1; k <= half_ / 2; ++k) {
    float* bin = bins + 2 * k;
    float* mirror = bins + 2 * (half_ - k);
    const float* turn = split_twiddles_ + 2 * k;
    const float sum[2] = {bin[0] + mirror[0], bin[1] - mirror[1]};
    const float difference[2] = {bin[0] - mirror[0], bin[1] + mirror[1]};
    const float odd[2] = {turn[1] * difference[0] - turn[0] * difference[1],
                          turn[0] * difference[0] + turn[1] * difference[1]};
    bin[0] = sum[0] + odd[0];
    bin[1] = sum[1] + odd[1];
    mirror[0] = sum[0] - odd[0];
    mirror[1] = odd[1] - sum[1];
  }
}

// Backwards in time, as in Merge.
void SplitFft::UnfoldReal(const float* bins, float* second) const {
  for (size_t i = 0; i < half_ / 2; ++i) {
    const float* pair = bins + 2 * (half_ / 2 - i);
    second[2 * i] = pair[0];
    second[2 * i + 1] = pair[1];
  }
}

}  // namespace autocoder
