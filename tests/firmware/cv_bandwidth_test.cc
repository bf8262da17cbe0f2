// SPDX-License-Identifier: MIT
// What becomes of a sine at a CV on its way to the latents, at the clock that this is built for.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include <generated/sizes.h>

#include "controls/controls.h"
#include "engine/latent_motion.h"
#include "noisy_converters.h"

namespace autocoder {
namespace {

constexpr double kAmplitudeCounts = 6000;
constexpr double kLatentsPerCount = 65535.0 / (kCvRest - double{kCvFiveVoltCounts});
constexpr double kScansPerSecond = NoisyPanel::kScansPerSecond;

// The latents of a second, scan by scan, as they come out of controls and slew.
std::vector<double> LatentsOf(double frequency_hz, Converter* converter, float slew_ms = 0) {
  Controls controls;
  controls.Init();
  LatentMotion motion;
  motion.Init();
  NoisyPanel panel(converter);
  std::vector<double> latents;
  for (int block = 0; block < 2 * kSecond; ++block) {
    const AdcFrame& adc = panel.Next(32767, [&](double seconds) {
      return kCvRest - kAmplitudeCounts * std::sin(2 * kPi * frequency_hz * seconds);
    });
    uint16_t scanned[kCvScans][kLatents];
    controls.Process(adc, nullptr, scanned);
    for (const auto& targets : scanned) {
      const uint16_t* moved = motion.Move(targets, slew_ms, false);
      if (block >= kSecond) latents.push_back(moved[0]);  // until then the knob settles
    }
  }
  return latents;
}

// What is in them at a frequency, of an amplitude of 1 at the CV.
double GainAt(double frequency_hz, const std::vector<double>& latents) {
  std::complex<double> sum = 0;
  double mean = 0;
  double weight = 0;
  const auto window = [&](size_t n) {
    return 0.5 - 0.5 * std::cos(2 * kPi * static_cast<double>(n) / static_cast<double>(latents.size()));
  };
  for (size_t n = 0; n < latents.size(); ++n) {
    mean += window(n) * latents[n];
    weight += window(n);
  }
  mean /= weight;
  for (size_t n = 0; n < latents.size(); ++n) {
    const double phase = 2 * kPi * frequency_hz * static_cast<double>(n) / kScansPerSecond;
    sum += window(n) * (latents[n] - mean) * std::polar(1.0, -phase);
  }
  return 2 * std::abs(sum) / weight / (kAmplitudeCounts * kLatentsPerCount);
}

double Decibels(double gain) { return 20 * std::log10(std::max(gain, 1e-9)); }

TEST_CASE("a CV of up to 500 Hz arrives at the latents within 3 dB, and nothing else with it") {
  WithEach([](Converter& converter) {
    for (const double frequency_hz : {1.25, 33.375, 201.125, 301.375, 401.875, 499.375, 500.0}) {
      CAPTURE(frequency_hz);
      const std::vector<double> latents = LatentsOf(frequency_hz, &converter);
      CHECK(std::abs(Decibels(GainAt(frequency_hz, latents))) < 3.0);
      double other = 0;
      for (double at_hz = 1; at_hz < kScansPerSecond / 2; at_hz += 1) {
        if (std::abs(at_hz - frequency_hz) > 4) other = std::max(other, GainAt(at_hz, latents));
      }
      CHECK(Decibels(other) < -20.0);
    }
  });
}

// One pole, which scans at this rate make a little steeper: 20 ms is down by 36 dB at 500 Hz.
TEST_CASE("a slew takes what is too fast away instead of folding it") {
  Oversampled converter;
  CHECK(Decibels(GainAt(500.0, LatentsOf(500.0, &converter, 20))) < -30.0);
  CHECK(Decibels(GainAt(2.0, LatentsOf(2.0, &converter, 20))) > -1.0);
}

}  // namespace
}  // namespace autocoder
