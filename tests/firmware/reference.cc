// SPDX-License-Identifier: MIT
#include "reference.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <generated/sizes.h>

namespace autocoder::reference {
namespace {

const double kPi = std::acos(-1.0);

}  // namespace

std::vector<Complex> Transform(const std::vector<Complex>& x) {
  const size_t size = x.size();
  std::vector<Complex> turn(size);
  for (size_t n = 0; n < size; ++n) {
    turn[n] = std::polar(1.0, -2 * kPi * static_cast<double>(n) / static_cast<double>(size));
  }
  std::vector<Complex> bins(size);
  for (size_t k = 0; k < size; ++k) {
    double re = 0;
    double im = 0;
    for (size_t n = 0, angle = 0; n < size; ++n, angle = (angle + k) % size) {
      re += x[n].real() * turn[angle].real() - x[n].imag() * turn[angle].imag();
      im += x[n].real() * turn[angle].imag() + x[n].imag() * turn[angle].real();
    }
    bins[k] = {re, im};
  }
  return bins;
}

std::vector<double> MinimumPhase(const float* amplitudes) {
  constexpr size_t kSize = 2 * kSpectrumFft;
  std::vector<double> magnitude(kSize);
  for (size_t bin = 0; bin <= kSize / 2; ++bin) {
    const double lower = std::max<double>(amplitudes[bin / 2], 1e-6);
    const double upper = std::max<double>(amplitudes[(bin + 1) / 2], 1e-6);
    magnitude[bin] = magnitude[(kSize - bin) % kSize] = std::sqrt(lower * upper);
  }
  std::vector<Complex> log(kSize);
  for (size_t bin = 0; bin < kSize; ++bin) log[bin] = std::log(magnitude[bin]);
  std::vector<Complex> cepstrum = Transform(log);  // its own inverse, the signal being even
  for (size_t n = 0; n < kSize; ++n) {
    const double fold = n == 0 || n == kSize / 2 ? 1 : n < kSize / 2 ? 2 : 0;
    cepstrum[n] *= fold / kSize;
  }
  const std::vector<Complex> folded = Transform(cepstrum);
  std::vector<Complex> spectrum(kSize);
  for (size_t bin = 0; bin < kSize; ++bin) {
    spectrum[bin] = std::conj(std::polar(magnitude[bin], folded[bin].imag()));
  }
  const std::vector<Complex> response = Transform(spectrum);  // of the conjugate: the inverse
  std::vector<double> taps(kImpulseTaps);
  for (size_t n = 0; n < kImpulseTaps; ++n) taps[n] = response[n].real() / kSize;
  for (size_t j = 0; j < kImpulseFadeTaps; ++j) {
    taps[kImpulseTaps - kImpulseFadeTaps + j] *=
        0.5 * (1 + std::cos(kPi * static_cast<double>(j + 1) / kImpulseFadeTaps));
  }
  return taps;
}

std::vector<double> Convolve(const Signal& x, const std::vector<double>& taps) {
  std::vector<double> y(2 * x.size());
  for (size_t n = 0; n < x.size(); ++n) {
    double left = 0;
    double right = 0;
    for (size_t tap = 0; tap < std::min(taps.size(), n + 1); ++tap) {
      left += taps[tap] * x[n - tap].left;
      right += taps[tap] * x[n - tap].right;
    }
    y[2 * n] = left;
    y[2 * n + 1] = right;
  }
  return y;
}

double SignalToErrorDb(const std::vector<double>& expected, const Signal& actual) {
  double signal = 0;
  double error = 0;
  for (size_t n = 0; n < actual.size(); ++n) {
    const double left = expected[2 * n];
    const double right = expected[2 * n + 1];
    signal += left * left + right * right;
    error += std::pow(actual[n].left - left, 2) + std::pow(actual[n].right - right, 2);
  }
  return 10 * std::log10(signal / error);
}

Signal Noise(size_t frames, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Signal signal(frames);
  for (StereoFrame& frame : signal) {
    frame.left = uniform(random);
    frame.right = uniform(random);
  }
  return signal;
}

}  // namespace autocoder::reference
