// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <utility>

#include <generated/sizes.h>

#include "controls/controls.h"

namespace autocoder {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kBlocksPerSecond = double{kSampleRateHz} / kBlockSamples;
constexpr int kSecond = kSampleRateHz / kBlockSamples;
constexpr uint16_t kCvRest = 32768;

// What converters give of a control that stands at `counts`.
class Converter {
 public:
  virtual ~Converter() = default;
  virtual uint16_t Read(double counts) = 0;

 protected:
  static uint16_t Clipped(double counts) {
    return static_cast<uint16_t>(std::lround(std::clamp(counts, 0.0, 65535.0)));
  }
  std::mt19937 random_{11};
};

// 16 bits, oversampled, as on a Daisy: Gaussian noise, and hum that the panel picks up.
class Oversampled : public Converter {
 public:
  uint16_t Read(double counts) override {
    std::normal_distribution<double> noise(0, 10);
    const double hum = 12 * std::sin(2 * kPi * 50 * block_++ / kBlocksPerSecond);
    return Clipped(counts + noise(random_) + hum);
  }

 private:
  int block_ = 0;
};

// 12 bits, as on a Teensy: whole steps of 16, of which up to two are noise.
class Coarse : public Converter {
 public:
  uint16_t Read(double counts) override {
    std::normal_distribution<double> noise(0, 0.6);
    const double steps = std::round(counts / 16 + std::clamp(noise(random_), -2.0, 2.0));
    return Clipped(16 * steps);
  }
};

// Runs `test` with each kind of converter.
template <typename Test>
void WithEach(Test test) {
  Oversampled oversampled;
  Coarse coarse;
  for (Converter* converter : std::initializer_list<Converter*>{&oversampled, &coarse}) {
    test(*converter);
  }
}

// A module's controls of which knob and CV 1 are read by a converter.
struct Panel {
  Panel() { controls.Init(); }

  int Latent(Converter& converter, double knob, double cv = kCvRest) {
    AdcFrame adc = {};
    for (uint16_t& each : adc.cvs) each = kCvRest;
    adc.knobs[0] = converter.Read(knob);
    adc.cvs[0] = converter.Read(cv);
    uint16_t latents[kLatents];
    controls.Process(adc, nullptr, latents);
    return latents[0];
  }

  Controls controls;
};

TEST_CASE("at rest noise does not move a latent") {
  WithEach([](Converter& converter) {
    for (const double knob : {655.0, 5003.0, 32767.5, 50000.0, 64880.0}) {
      for (const double cv : {double{kCvRest}, 20001.0, 45000.0}) {
        Panel panel;
        for (int block = 0; block < kSecond; ++block) panel.Latent(converter, knob, cv);
        const int rest = panel.Latent(converter, knob, cv);
        for (int block = 0; block < 20 * kSecond; ++block) {
          REQUIRE(panel.Latent(converter, knob, cv) == rest);
        }
      }
    }
  });
}

TEST_CASE("a slow turn moves a latent one way, in small steps, and all of the way") {
  WithEach([](Converter& converter) {
    for (const double seconds : {2.0, 20.0, 60.0}) {
      Panel panel;
      for (int block = 0; block < kSecond; ++block) panel.Latent(converter, 655);
      int before = panel.Latent(converter, 655);
      CHECK(before == 0);
      const double step = (64880 - 655) / (seconds * kBlocksPerSecond);
      for (double knob = 655; knob < 64880; knob += step) {
        const int latent = panel.Latent(converter, knob);
        REQUIRE(latent >= before);
        REQUIRE(latent - before <= 64 + step);  // a quarter of a step of the decoder's input
        before = latent;
      }
      for (int block = 0; block < kSecond / 2; ++block) before = panel.Latent(converter, 64880);
      CHECK(before == 65535);
    }
  });
}

TEST_CASE("a turn back is followed within the play") {
  WithEach([](Converter& converter) {
    Panel panel;
    int latent = 0;
    for (int block = 0; block < kSecond; ++block) latent = panel.Latent(converter, 40000);
    int back = latent;
    for (int block = 0; block < kSecond; ++block) {
      back = panel.Latent(converter, 40000 - 2.0 * kControlPlayCounts * block / kSecond);
    }
    CHECK(back < latent);
    CHECK(back > latent - 400);
  });
}

// Pots of 1 % stop up to a hundredth of their travel before their ends.
TEST_CASE("both ends are reached with pots that stop early") {
  WithEach([](Converter& converter) {
    for (const auto& [end, expected] : {std::pair{0.01 * 65535, 0}, {0.99 * 65535, 65535}}) {
      Panel panel;
      for (int block = 0; block < kSecond; ++block) panel.Latent(converter, 65535 - end);
      int latent = -1;
      for (int block = 0; block < kSecond; ++block) latent = panel.Latent(converter, end);
      CHECK(latent == expected);
    }
  });
}

TEST_CASE("counts that stay, and counts that only rise or fall, are not changed") {
  for (const int direction : {1, -1}) {
    SteadyCounts steady;
    int counts = 32768;
    for (int block = 0; block < 20000; ++block) {
      REQUIRE(steady.Follow(static_cast<uint16_t>(counts)) == counts);
      if (block % 7 == 0) counts += direction * (block % 4);
    }
  }
}

// The part at its own frequency of what becomes of a sine at a CV, of amplitude 1.
double GainAt(double frequency_hz) {
  constexpr double kAmplitude = 6000;
  Panel panel;
  Oversampled converter;
  double in_phase = 0;
  double in_quadrature = 0;
  const int blocks = 8 * kSecond;
  for (int block = 0; block < blocks; ++block) {
    const double phase = 2 * kPi * frequency_hz * block / kBlocksPerSecond;
    const double latent = panel.Latent(converter, 32767, kCvRest - kAmplitude * std::sin(phase));
    in_phase += latent * std::sin(phase) * 2 / blocks;
    in_quadrature += latent * std::cos(phase) * 2 / blocks;
  }
  const double volts_gain = 65535.0 / (kCvRest - double{kCvFiveVoltCounts});
  return std::hypot(in_phase, in_quadrature) / (kAmplitude * volts_gain);
}

// In eight seconds all of these are whole periods. A block's latent is what the CV was then. Beyond
// half the rate of the blocks a sine folds, and its own frequency is the same as that of its image.
TEST_CASE("a CV of 500 Hz arrives at the latents within 3 dB") {
  for (const double frequency_hz :
       {1.25, 33.375, 101.75, 201.125, 301.375, 401.875, 499.375, 501.125}) {
    CAPTURE(frequency_hz);
    CHECK(20 * std::log10(GainAt(frequency_hz)) > -3.0);
    CHECK(20 * std::log10(GainAt(frequency_hz)) < 0.5);
  }
}

}  // namespace
}  // namespace autocoder
