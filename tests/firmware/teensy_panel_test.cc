// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "boards/teensy41/panel_scan.h"

namespace autocoder {
namespace {

// What stands on a pin in the given scan of a block: the multiplexer's input counts 1000 and more.
uint16_t CountsOf(uint8_t pin, uint8_t channel, size_t scan) {
  const size_t voltage = pin == kMultiplexerPin ? 1000 + channel : 10 * pin;
  return static_cast<uint16_t>(voltage + 2000 * scan);
}

void ScanBlock(PairScan* scan) {
  for (size_t step = 0; step < PairScan::kSteps; ++step) {
    REQUIRE_FALSE(scan->complete());
    const PinPair pair = scan->pair();
    const size_t turn = step / kPairs;
    scan->Take(CountsOf(pair.first, scan->channel(), turn),
               CountsOf(pair.second, scan->channel(), turn));
  }
  REQUIRE(scan->complete());
}

TEST_CASE("Teensy: every CV comes by in each scan, each knob once in as many blocks as there are") {
  PairScan scan;
  std::set<uint8_t> channels;
  for (size_t block = 0; block < kLatents; ++block) {
    channels.insert(scan.channel());
    ScanBlock(&scan);
    scan.Finish(false, false);
  }
  CHECK(channels.size() == kLatents);
  constexpr size_t kNewest = kCvScans - 1;
  for (size_t i = 0; i < kLatents; ++i) {
    for (size_t turn = 0; turn < kCvScans; ++turn) {
      CHECK(scan.frame().adc.cvs[turn][i] == CountsOf(kCvPins[i], 0, turn));
    }
    CHECK(scan.frame().adc.knobs[i] == CountsOf(kMultiplexerPin, kKnobChannels[i], kNewest));
  }
  for (size_t i = 0; i < kFunctions; ++i) {
    CHECK(scan.frame().functions[i] == CountsOf(kFunctionPins[i], 0, kNewest));
  }
}

TEST_CASE("Teensy: each CV is converted at even distances, over a block's end, too") {
  PairScan scan;
  size_t last[kLatents] = {};
  for (size_t step = 0; step < 3 * PairScan::kSteps; ++step) {
    const PinPair pair = scan.pair();
    for (const uint8_t pin : {pair.first, pair.second}) {
      const auto* found = std::find(std::begin(kCvPins), std::end(kCvPins), pin);
      if (found == std::end(kCvPins)) continue;
      size_t& before = last[found - kCvPins];
      if (before > 0) CHECK(step + 1 - before == kPairs);
      before = step + 1;
    }
    scan.Take(0, 0);
    if (scan.complete()) scan.Finish(false, false);
  }
  CHECK(*std::min_element(std::begin(last), std::end(last)) > 2 * PairScan::kSteps);
}

TEST_CASE("Teensy: the frame stays as it is until a block is whole") {
  PairScan scan;
  ScanBlock(&scan);
  scan.Finish(true, false);
  CHECK(scan.frame().button);
  const uint16_t before = scan.frame().adc.cvs[0][0];
  scan.Take(4, 4);
  CHECK(scan.frame().adc.cvs[0][0] == before);
  CHECK_FALSE(scan.complete());
}

}  // namespace
}  // namespace autocoder
