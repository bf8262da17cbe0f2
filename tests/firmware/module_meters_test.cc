// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "module/meters.h"

namespace autocoder {
namespace {

constexpr uint32_t kTicksPerBlock = 1000;

struct MetersFixture {
  MetersFixture() { meters.Init(kTicksPerBlock * kSampleRateHz / kBlockSamples); }

  void Play(uint32_t ticks = 0) {
    meters.Block(adc, parameters, in, out);
    meters.BlockTook(ticks);
  }

  Meters meters;
  AdcFrame adc = {};
  Parameters parameters;
  StereoFrame in[kBlockSamples] = {};
  StereoFrame out[kBlockSamples] = {};
};

TEST_CASE_FIXTURE(MetersFixture, "load is the share of the time, without what interrupted the loop") {
  for (int block = 0; block < 10; ++block) Play(block == 3 ? 400 : 200);
  meters.Gather(2200 + 3000);
  const Load load = meters.Recent();
  CHECK(load.interrupt == doctest::Approx(0.22));
  CHECK(load.worst_block == doctest::Approx(0.4));
  CHECK(load.loop == doctest::Approx(0.3));
  Play(100);
  meters.Gather(0);
  CHECK(meters.Recent().worst_block == doctest::Approx(0.1));
  CHECK(meters.total().worst_block == doctest::Approx(0.4));
  CHECK(meters.total().interrupt == doctest::Approx(2300.0 / 11000));
  CHECK(meters.blocks() == 11);
}

TEST_CASE_FIXTURE(MetersFixture, "counters that turn over count on") {
  for (int block = 0; block < 8; ++block) {
    Play(1u << 30);
    meters.Gather(1u << 30);
  }
  CHECK(meters.total().interrupt == doctest::Approx((1u << 30) / double{kTicksPerBlock}));
  CHECK(meters.total().loop == 0);
}

TEST_CASE_FIXTURE(MetersFixture, "without a clock nothing is claimed") {
  meters.Init(0);
  Play(5);
  meters.Gather(5);
  CHECK(meters.total().interrupt == 0);
  CHECK(meters.total().worst_block == 0);
}

TEST_CASE_FIXTURE(MetersFixture, "peaks are those since the last question, while somebody asks") {
  in[3] = {-0.5f, 0.25f};
  out[kBlockSamples - 1] = {0.125f, -2.0f};
  Play();
  CHECK(meters.RecentPeaks().input[0] == 0);  // the first question
  Play();
  const Peaks peaks = meters.RecentPeaks();
  CHECK(peaks.input[0] == 0.5f);
  CHECK(peaks.input[1] == 0.25f);
  CHECK(peaks.output[0] == 0.125f);
  CHECK(peaks.output[1] == 2.0f);
  in[3] = {};
  Play();
  CHECK(meters.RecentPeaks().input[0] == 0);
}

TEST_CASE_FIXTURE(MetersFixture, "counts are means of what the converters gave since the question") {
  uint16_t counts[kConverters] = {};
  std::fill(std::begin(adc.knobs), std::end(adc.knobs), 60000);  // before: does not count
  Play();
  CHECK_FALSE(meters.ReadCounts(counts));
  int blocks = 0;
  for (; blocks < 1000; ++blocks) {
    adc.knobs[1] = blocks % 2 == 0 ? 1000 : 1003;
    adc.cvs[kCvScans - 1][7] = 65535;
    Play();
    if (meters.ReadCounts(counts)) break;
  }
  CHECK(blocks < 999);
  CHECK(counts[0] == 60000);
  CHECK(counts[1] == 1002);
  CHECK(counts[kConverters - 1] == 65535);
  CHECK_FALSE(meters.ReadCounts(counts));  // the next question
}

TEST_CASE_FIXTURE(MetersFixture, "latents and mode are those of the last block") {
  parameters.latents[kCvScans - 1][7] = 12345;
  parameters.mode = Mode::kDrone;
  Play();
  CHECK(meters.latent(7) == 12345);
  CHECK(meters.mode() == Mode::kDrone);
}

}  // namespace
}  // namespace autocoder
