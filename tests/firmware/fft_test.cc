// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "fft/complex_fft.h"
#include "fft/real_fft.h"
#include "reference.h"

namespace autocoder {
namespace {

using reference::Complex;

constexpr double kTolerance = 4e-7;  // of the largest bin; 1.4e-7 was measured against numpy

std::vector<float> RandomValues(size_t count) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = uniform(random);
  return values;
}

TEST_CASE("sizes without tables are refused") {
  RealFft real;
  ComplexFft complex;
  for (size_t size : {0, 1, 64, 100, 1024, 2048, 4095, 8192, 65536 + 4096}) {
    CAPTURE(size);
    CHECK(real.Init(size) == Status::kBadTransformSize);
  }
  for (size_t size : {0, 1, 64, 100, 256, 4096, 65536 + 128}) {
    CAPTURE(size);
    CHECK(complex.Init(size) == Status::kBadTransformSize);
  }
}

TEST_CASE("real transform of 4096 is the definition's, and its inverse undoes it") {
  constexpr size_t kSize = 4096;
  RealFft fft;
  REQUIRE(fft.Init(kSize) == Status::kOk);
  const std::vector<float> samples = RandomValues(kSize);
  std::vector<float> input = samples;
  std::vector<float> spectrum(kSize);
  fft.Forward(input.data(), spectrum.data());
  const auto expected = reference::Transform({samples.begin(), samples.end()});
  double largest = 0;
  double worst = std::abs(Complex(spectrum[0]) - expected[0]);
  worst = std::max(worst, std::abs(Complex(spectrum[1]) - expected[kSize / 2]));
  for (size_t bin = 1; bin < kSize / 2; ++bin) {
    largest = std::max(largest, std::abs(expected[bin]));
    const Complex actual(spectrum[2 * bin], spectrum[2 * bin + 1]);
    worst = std::max(worst, std::abs(actual - expected[bin]));
  }
  CHECK(worst < kTolerance * largest);

  fft.Inverse(spectrum.data(), input.data());
  double worst_sample = 0;
  for (size_t n = 0; n < kSize; ++n) {
    worst_sample = std::max<double>(worst_sample, std::abs(input[n] - samples[n]));
  }
  CHECK(worst_sample < 1e-6);
}

TEST_CASE("complex transform of 128 is the definition's, and twice is the inverse backwards") {
  constexpr size_t kSize = 128;
  ComplexFft fft;
  REQUIRE(fft.Init(kSize) == Status::kOk);
  const std::vector<float> samples = RandomValues(2 * kSize);
  std::vector<Complex> input(kSize);
  for (size_t n = 0; n < kSize; ++n) input[n] = {samples[2 * n], samples[2 * n + 1]};
  std::vector<float> bins = samples;
  fft.Forward(bins.data());
  const auto expected = reference::Transform(input);
  double largest = 0;
  double worst = 0;
  for (size_t bin = 0; bin < kSize; ++bin) {
    largest = std::max(largest, std::abs(expected[bin]));
    worst = std::max(worst, std::abs(Complex(bins[2 * bin], bins[2 * bin + 1]) - expected[bin]));
  }
  CHECK(worst < kTolerance * largest);

  fft.Forward(bins.data());
  for (size_t n = 0; n < kSize; ++n) {
    const size_t mirrored = (kSize - n) % kSize;
    CHECK(bins[2 * n] / kSize == doctest::Approx(samples[2 * mirrored]).epsilon(1e-5));
    CHECK(bins[2 * n + 1] / kSize == doctest::Approx(samples[2 * mirrored + 1]).epsilon(1e-5));
  }
}

}  // namespace
}  // namespace autocoder
