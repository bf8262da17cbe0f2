// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include <generated/mel_to_spectrum.h>
#include <generated/sizes.h>

#include "engine/spectrum.h"

namespace autocoder {
namespace {

constexpr float kGain = 0.3f;

void MelToSpectrum(const int8_t* mel, float* spectrum) {
  float bands[kMelBands];
  MelToBands(mel, kGain, bands);
  BandsToSpectrum(bands, spectrum);
}

double Mel(double hertz) { return 2595 * std::log10(1 + hertz / 700); }

// Amplitude at one bin by the definition: linear in mel between the neighbouring centres, the
// nearest centre's beyond the ends. The bands divide 20 Hz to 20 kHz evenly in mel.
double ExpectedAmplitude(const int8_t* mel, size_t bin) {
  const double step = (Mel(20000) - Mel(20)) / (kMelBands + 1);
  const double hertz = static_cast<double>(bin) * kSampleRateHz / kSpectrumFft;
  const double place = (Mel(hertz) - Mel(20)) / step - 1;
  const double inside = std::clamp<double>(place, 0, kMelBands - 1);
  const auto band = std::min(static_cast<size_t>(inside), kMelBands - 2);
  const double share = inside - static_cast<double>(band);
  // The sigmoid spans -102..6 dB and is clipped to -96..0.
  const auto amplitude = [&](int q) {
    const double decibels = -102 + 108 * (q + 128) / 256.0;
    return kGain * std::pow(10.0, std::clamp(decibels, -96.0, 0.0) / 20);
  };
  return (1 - share) * amplitude(mel[band]) + share * amplitude(mel[band + 1]);
}

TEST_CASE("spectrum is the interpolated mel frame within 0.01 dB") {
  std::mt19937 random(2);
  std::uniform_int_distribution<int> any(-128, 127);
  int8_t mel[kMelBands];
  float spectrum[kSpectrumBins];
  double worst_db = 0;
  for (int frame = 0; frame < 50; ++frame) {
    for (int8_t& band : mel) band = static_cast<int8_t>(any(random));
    MelToSpectrum(mel, spectrum);
    for (size_t bin = 0; bin < kSpectrumBins; ++bin) {
      const double error_db = 20 * std::log10(spectrum[bin] / ExpectedAmplitude(mel, bin));
      worst_db = std::max(worst_db, std::abs(error_db));
    }
  }
  CHECK(worst_db < 0.01);
}

TEST_CASE("lowest and highest mel values give a flat spectrum of the table's ends") {
  int8_t mel[kMelBands];
  float spectrum[kSpectrumBins];
  for (int q : {-128, 127}) {
    std::fill(mel, mel + kMelBands, static_cast<int8_t>(q));
    MelToSpectrum(mel, spectrum);
    for (float amplitude : spectrum) {
      CHECK(amplitude == doctest::Approx(kGain * kAmplitude[q + 128]).epsilon(1e-6));
    }
  }
}

}  // namespace
}  // namespace autocoder
