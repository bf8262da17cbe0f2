// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_NOISY_CONVERTERS_H_
#define AUTOCODER_TESTS_FIRMWARE_NOISY_CONVERTERS_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include <generated/sizes.h>

#include "audio_types.h"

namespace autocoder {

constexpr double kPi = 3.14159265358979323846;
constexpr int kSecond = kSampleRateHz / kBlockSamples;  // blocks
constexpr uint16_t kCvRest = 32768;

// What converters give of a control that stands at `counts`.
class Converter {
 public:
  virtual ~Converter() = default;
  virtual uint16_t Read(double counts, double seconds) = 0;

 protected:
  static uint16_t Clipped(double counts) {
    return static_cast<uint16_t>(std::lround(std::clamp(counts, 0.0, 65535.0)));
  }
  std::mt19937 random_{11};
};

// 16 bits, oversampled, as on a Daisy: Gaussian noise, and hum that the panel picks up.
class Oversampled : public Converter {
 public:
  uint16_t Read(double counts, double seconds) override {
    std::normal_distribution<double> noise(0, 10);
    return Clipped(counts + noise(random_) + 12 * std::sin(2 * kPi * 50 * seconds));
  }
};

// 12 bits, as on a Teensy: whole steps of 16, of which up to two are noise.
class Coarse : public Converter {
 public:
  uint16_t Read(double counts, double) override {
    std::normal_distribution<double> noise(0, 0.6);
    const double steps = std::round(counts / 16 + std::clamp(noise(random_), -2.0, 2.0));
    return Clipped(16 * steps);
  }
};

// 16 bits with noise that a real converter recorded: neither white nor Gaussian. The suite names its file.
class Recorded : public Converter {
 public:
  Recorded() {
    const char* path = std::getenv("AUTOCODER_RECORDED_NOISE");
    std::FILE* file = path == nullptr ? nullptr : std::fopen(path, "rb");
    REQUIRE(file != nullptr);
    for (int16_t each; std::fread(&each, sizeof(each), 1, file) == 1;) noise_.push_back(each);
    std::fclose(file);
    REQUIRE(noise_.size() > 1000);
  }

  uint16_t Read(double counts, double) override {
    next_ = (next_ + 1) % noise_.size();
    return Clipped(counts + noise_[next_]);
  }

 private:
  std::vector<int16_t> noise_;
  size_t next_ = 0;
};

// Runs `test` with each kind of converter.
template <typename Test>
void WithEach(Test test) {
  Oversampled oversampled;
  Coarse coarse;
  Recorded recorded;
  for (Converter* converter : std::initializer_list<Converter*>{&oversampled, &coarse, &recorded}) {
    test(*converter);
  }
}

// The blocks of a panel of which knob and CV 1 are read by a converter; others rest.
class NoisyPanel {
 public:
  explicit NoisyPanel(Converter* converter) : converter_(converter) {}

  // `cv` gives counts at a time in seconds.
  template <typename Cv>
  const AdcFrame& Next(double knob, Cv cv) {
    adc_.knobs[0] = converter_->Read(knob, static_cast<double>(scans_) / kScansPerSecond);
    for (auto& scanned : adc_.cvs) {
      const double seconds = static_cast<double>(scans_++) / kScansPerSecond;
      std::fill_n(scanned, kLatents, kCvRest);
      scanned[0] = converter_->Read(cv(seconds), seconds);
    }
    return adc_;
  }

  static constexpr double kScansPerSecond = double{kSampleRateHz} * kCvScans / kBlockSamples;

 private:
  Converter* converter_;
  AdcFrame adc_ = {};
  size_t scans_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_NOISY_CONVERTERS_H_
