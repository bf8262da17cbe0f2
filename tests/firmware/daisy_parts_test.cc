// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <vector>

#include "boards/daisy/light_dimmer.h"
#include "boards/daisy/panel_scan.h"
#include "boards/daisy/sample_format.h"
#include "boards/memory_test.h"

namespace autocoder {
namespace {

// Memory with lines of its address or its data that do not work.
struct FaultyMemory {
  explicit FaultyMemory(size_t words) : cells(words) {}

  void Write(size_t word, uint32_t value) { cells[word & ~dead_address] = value; }
  uint32_t Read(size_t word) {
    return (cells[word & ~dead_address] & ~stuck_low) | stuck_high;
  }

  std::vector<uint32_t> cells;
  size_t dead_address = 0;
  uint32_t stuck_low = 0;
  uint32_t stuck_high = 0;
};

constexpr size_t kWords = 1 << 16;
constexpr size_t kStride = 64;

TEST_CASE("Memory passes when all of its lines work, and not when one of them does not") {
  CHECK(MemoryKeeps(FaultyMemory(kWords), kWords, kStride));
  for (int bit = 0; bit < 16; ++bit) {
    FaultyMemory memory(kWords);
    memory.dead_address = size_t{1} << bit;
    CHECK_FALSE(MemoryKeeps(memory, kWords, kStride));
  }
  for (int bit = 0; bit < 32; ++bit) {
    FaultyMemory low(kWords);
    low.stuck_low = 1u << bit;
    CHECK_FALSE(MemoryKeeps(low, kWords, kStride));
    FaultyMemory high(kWords);
    high.stuck_high = 1u << bit;
    CHECK_FALSE(MemoryKeeps(high, kWords, kStride));
  }
}

TEST_CASE("Samples of 24 bits come and go as they are, whatever the byte above them") {
  for (const int32_t sample : {0, 1, -1, 12345, -54321, 8388607, -8388608}) {
    const int32_t bare = sample & 0xFFFFFF;
    CHECK(FromSample24(bare) == static_cast<float>(sample) / 8388608.0f);
    CHECK(FromSample24(bare | 0x5A000000) == FromSample24(bare));
    CHECK(ToSample24(FromSample24(bare)) == sample);
  }
}

TEST_CASE("Samples beyond 24 bits stay at the end of their range, and what is no number is silent") {
  CHECK(ToSample24(1.0f) == 8388607);
  CHECK(ToSample24(7.0f) == 8388607);
  CHECK(ToSample24(std::numeric_limits<float>::infinity()) == 8388607);
  CHECK(ToSample24(-1.0f) == -8388608);
  CHECK(ToSample24(-7.0f) == -8388608);
  CHECK(ToSample24(-std::numeric_limits<float>::infinity()) == -8388608);
  CHECK(ToSample24(std::numeric_limits<float>::quiet_NaN()) == 0);
}

TEST_CASE("A light is on in as many steps as its level says, and those are spread evenly") {
  LightDimmer dimmer;
  const uint8_t levels[kLights] = {0, 1, 50, 127, 128, 200, 254, 255};
  unsigned on[kLights] = {};
  unsigned dark[kLights] = {};
  unsigned longest_dark[kLights] = {};
  for (unsigned step = 0; step < LightDimmer::kSteps; ++step) {
    const uint32_t bits = dimmer.Next(levels);
    CHECK(bits < 1u << kLights);
    for (size_t i = 0; i < kLights; ++i) {
      const bool is_on = (bits >> i & 1) != 0;
      on[i] += is_on;
      dark[i] = is_on ? 0 : dark[i] + 1;
      longest_dark[i] = std::max(longest_dark[i], dark[i]);
    }
  }
  for (size_t i = 0; i < kLights; ++i) {
    CHECK(on[i] == levels[i]);
    if (levels[i] > 0) CHECK(longest_dark[i] <= (LightDimmer::kSteps + levels[i] - 1) / levels[i]);
  }
}

// What the converters find on a panel whose knobs stand at 1000 and more, one behind the multiplexer.
void Convert(uint8_t channel, ScanRing& scans) {
  for (auto& counts : scans) {
    for (size_t place = 0; place < kScannedPins; ++place) {
      const uint8_t pin = ScannedPin(place);
      counts[place] = static_cast<uint16_t>(pin == kMultiplexerPin ? 1000 + channel : 100 * pin);
    }
  }
}

TEST_CASE("Every knob comes by once in as many blocks as there are, and lands where it belongs") {
  PanelScan scan;
  std::set<uint8_t> channels;
  for (size_t i = 0; i < kLatents; ++i) {
    CHECK_FALSE(scan.complete());
    channels.insert(scan.channel());
    ScanRing scans;
    Convert(scan.channel(), scans);
    scan.Take(scans, 0, false, false);
  }
  CHECK(scan.complete());
  CHECK(channels.size() == kLatents);
  for (size_t latent = 0; latent < kLatents; ++latent) {
    CHECK(scan.frame().adc.knobs[latent] == 1000 + kKnobChannels[latent]);
    for (const auto& cvs : scan.frame().adc.cvs) CHECK(cvs[latent] == 100 * kCvPins[latent]);
  }
  for (size_t i = 0; i < kFunctions; ++i) {
    CHECK(scan.frame().functions[i] == 100 * kFunctionPins[i]);
  }
}

TEST_CASE("A block changes the one knob that it has seen, and what is read in every scan") {
  PanelScan scan;
  ScanRing scans = {};
  for (size_t i = 0; i < kLatents; ++i) scan.Take(scans, 0, false, false);
  for (auto& counts : scans) std::fill(std::begin(counts), std::end(counts), uint16_t{9});
  scan.Take(scans, 0, true, false);
  CHECK(scan.frame().button);
  CHECK_FALSE(scan.frame().gate);
  CHECK(scan.frame().adc.knobs[0] == 9);
  for (size_t i = 1; i < kLatents; ++i) CHECK(scan.frame().adc.knobs[i] == 0);
  for (const auto& cvs : scan.frame().adc.cvs) {
    for (size_t i = 0; i < kLatents; ++i) CHECK(cvs[i] == 9);
  }
  scan.Take(scans, 0, false, true);
  CHECK_FALSE(scan.frame().button);
  CHECK(scan.frame().gate);
}

TEST_CASE("Scans are taken from the oldest on, and knobs from the newest, wherever the ring stands") {
  for (size_t oldest = 0; oldest < kCvScans; ++oldest) {
    PanelScan scan;
    ScanRing scans;
    for (size_t age = 0; age < kCvScans; ++age) {
      auto& counts = scans[(oldest + age) % kCvScans];
      std::fill(std::begin(counts), std::end(counts), static_cast<uint16_t>(100 + age));
    }
    scan.Take(scans, oldest, false, false);
    for (size_t age = 0; age < kCvScans; ++age) CHECK(scan.frame().adc.cvs[age][3] == 100 + age);
    CHECK(scan.frame().adc.knobs[0] == 100 + kCvScans - 1);
    CHECK(scan.frame().functions[2] == 100 + kCvScans - 1);
  }
}

TEST_CASE("A scan converts every pin once, the multiplexer last") {
  std::set<uint8_t> pins;
  for (size_t place = 0; place < kScannedPins; ++place) pins.insert(ScannedPin(place));
  CHECK(pins.size() == kScannedPins);
  CHECK(ScannedPin(kScannedPins - 1) == kMultiplexerPin);
}

}  // namespace
}  // namespace autocoder
