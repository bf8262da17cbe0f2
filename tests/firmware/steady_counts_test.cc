// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <utility>

#include <generated/sizes.h>

#include "controls/controls.h"
#include "noisy_converters.h"

namespace autocoder {
namespace {

constexpr double kBlocksPerSecond = double{kSampleRateHz} / kBlockSamples;

// A module's controls of which knob and CV 1 are read by a converter.
struct Panel {
  explicit Panel(Converter& converter) : noisy(&converter) { controls.Init(); }

  int Latent(double knob, double cv = kCvRest) {
    uint16_t latents[kCvScans][kLatents];
    controls.Process(noisy.Next(knob, [cv](double) { return cv; }), nullptr, latents);
    return latents[kCvScans - 1][0];
  }

  NoisyPanel noisy;
  Controls controls;
};

TEST_CASE("at rest noise does not move a latent") {
  WithEach([](Converter& converter) {
    for (const double knob : {655.0, 5003.0, 32767.5, 50000.0, 64880.0}) {
      for (const double cv : {double{kCvRest}, 20001.0, 45000.0}) {
        Panel panel(converter);
        for (int block = 0; block < kSecond; ++block) panel.Latent(knob, cv);
        const int rest = panel.Latent(knob, cv);
        for (int block = 0; block < 20 * kSecond; ++block) {
          REQUIRE(panel.Latent(knob, cv) == rest);
        }
      }
    }
  });
}

TEST_CASE("a slow turn moves a latent one way, in small steps, and all of the way") {
  WithEach([](Converter& converter) {
    for (const double seconds : {2.0, 20.0, 60.0}) {
      Panel panel(converter);
      for (int block = 0; block < kSecond; ++block) panel.Latent(655);
      int before = panel.Latent(655);
      CHECK(before == 0);
      const double step = (64880 - 655) / (seconds * kBlocksPerSecond);
      for (double knob = 655; knob < 64880; knob += step) {
        const int latent = panel.Latent(knob);
        REQUIRE(latent >= before);
        REQUIRE(latent - before <= 64 + step);  // a quarter of a step of the decoder's input
        before = latent;
      }
      for (int block = 0; block < kSecond / 2; ++block) before = panel.Latent(64880);
      CHECK(before == 65535);
    }
  });
}

TEST_CASE("a turn back is followed within the play") {
  WithEach([](Converter& converter) {
    Panel panel(converter);
    int latent = 0;
    for (int block = 0; block < kSecond; ++block) latent = panel.Latent(40000);
    int back = latent;
    for (int block = 0; block < kSecond; ++block) {
      back = panel.Latent(40000 - 2.0 * kControlPlayCounts * block / kSecond);
    }
    CHECK(back < latent);
    CHECK(back > latent - 400);
  });
}

// Pots of 1 % stop up to a hundredth of their travel before their ends.
TEST_CASE("both ends are reached with pots that stop early") {
  WithEach([](Converter& converter) {
    for (const auto& [end, expected] : {std::pair{0.01 * 65535, 0}, {0.99 * 65535, 65535}}) {
      Panel panel(converter);
      for (int block = 0; block < kSecond; ++block) panel.Latent(65535 - end);
      int latent = -1;
      for (int block = 0; block < kSecond; ++block) latent = panel.Latent(end);
      CHECK(latent == expected);
    }
  });
}

TEST_CASE("counts that stay, and counts that only rise or fall, are not changed") {
  for (const int direction : {1, -1}) {
    SteadyCounts steady;
    int counts = 32768;
    for (int block = 0; block < 20000; ++block) {
      REQUIRE(steady.Follow(static_cast<uint16_t>(counts), kBlockSamples) == counts);
      if (block % 7 == 0) counts += direction * (block % 4);
    }
  }
}

}  // namespace
}  // namespace autocoder
