// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "engine/input_ring.h"

namespace autocoder {
namespace {

constexpr size_t kHopBlocks = kAutocodeHop / kBlockSamples;
constexpr size_t kSlackBlocks = (InputRing::kSamples - kAnalysisFft) / kBlockSamples;

// Sample n of the input is n + 1 on average.
class Fixture {
 public:
  Fixture() { ring.Init(memory.data()); }

  void Push(size_t blocks, bool wanted = true) {
    for (size_t block = 0; block < blocks; ++block) {
      StereoFrame in[kBlockSamples];
      for (StereoFrame& frame : in) {
        ++pushed;
        frame = {pushed - 0.5f, pushed + 0.5f};
      }
      ring.Push(in, wanted);
    }
  }

  // Whether the fetched samples are those that end with the given one.
  bool FetchedEndWith(float last) {
    for (size_t i = 0; i < kAnalysisFft; ++i) {
      const float wanted = last - static_cast<float>(kAnalysisFft - 1 - i);
      if (samples[i] != std::max(wanted, 0.0f)) return false;
    }
    return true;
  }

  bool Fetch() { return ring.Fetch(window.data(), samples.data()); }

  std::vector<float> memory = std::vector<float>(InputRing::kSamples, 9.0f);
  std::vector<float> window = std::vector<float>(kAnalysisFft / 2 + 1, 1.0f);
  std::vector<float> samples = std::vector<float>(kAnalysisFft);
  InputRing ring;
  float pushed = 0;
};

TEST_CASE_FIXTURE(Fixture, "after each hop there are the last samples of both sides' mean") {
  for (int hop = 1; hop < 40; ++hop) {
    Push(kHopBlocks - 1);
    CHECK_FALSE(Fetch());
    Push(1);
    REQUIRE(Fetch());
    CHECK(FetchedEndWith(pushed));
    CHECK_FALSE(Fetch());
  }
  CHECK(ring.overruns() == 0);
}

TEST_CASE_FIXTURE(Fixture, "the window is the same backwards, its middle in the middle") {
  for (size_t i = 0; i < window.size(); ++i) window[i] = static_cast<float>(i);
  StereoFrame in[kBlockSamples];
  std::fill_n(in, kBlockSamples, StereoFrame{1.0f, 1.0f});
  for (size_t block = 0; block < kAnalysisFft / kBlockSamples; ++block) {
    Fetch();
    ring.Push(in, true);
  }
  REQUIRE(Fetch());
  for (size_t i = 0; i < kAnalysisFft; ++i) {
    CHECK(samples[i] == static_cast<float>(std::min(i, kAnalysisFft - i)));
  }
}

TEST_CASE_FIXTURE(Fixture, "nothing is offered that is not wanted, and what was played is kept") {
  Push(kHopBlocks, false);
  CHECK_FALSE(Fetch());
  Push(kHopBlocks);
  REQUIRE(Fetch());
  CHECK(FetchedEndWith(pushed));
}

TEST_CASE_FIXTURE(Fixture, "what is offered does not change however late it is fetched") {
  Push(5 * kHopBlocks, false);
  Push(kHopBlocks);
  const float offered = pushed;
  Push(kHopBlocks - 1);
  CHECK(ring.overruns() == 0);
  Push(1);
  CHECK(ring.overruns() == 1);
  Push(kSlackBlocks - kHopBlocks);
  CHECK(ring.overruns() == 4);
  Push(kSlackBlocks);  // far more than there is room for
  CHECK(ring.overruns() == 4 + kSlackBlocks);
  REQUIRE(Fetch());
  CHECK(FetchedEndWith(offered));
}

TEST_CASE_FIXTURE(Fixture, "after a gap whole windows come again") {
  Push(kHopBlocks + kSlackBlocks + 100);
  REQUIRE(Fetch());
  Push(kAnalysisFft / kBlockSamples, false);
  Push(kHopBlocks);
  REQUIRE(Fetch());
  CHECK(FetchedEndWith(pushed));
}

// The interrupt on one thread and the loop, too slow at times, on another.
TEST_CASE_FIXTURE(Fixture, "windows are never torn") {
  constexpr int kMostTurns = 10000000;  // a busy machine may not run the loop for a while
  constexpr int kWindows = 50;
  bool whole = true;
  std::atomic<int> fetched{0};
  std::atomic<bool> done{false};
  std::thread loop([&] {
    while (!done) {
      if (!Fetch()) {
        std::this_thread::yield();
        continue;
      }
      ++fetched;
      // Samples left out in a gap are missing, none is of another time than its neighbours.
      for (size_t i = 1; i < kAnalysisFft; ++i) {
        const float step = samples[i] - samples[i - 1];
        whole = whole && (step == 1.0f || (samples[i - 1] == 0.0f && samples[i] == 0.0f) ||
                          (step != 0.0f && i % kBlockSamples == 0));
      }
    }
  });
  for (int turn = 0; turn < kMostTurns && fetched < kWindows; ++turn) {
    Push(kHopBlocks / 2);
    if (turn % 2 == 0) std::this_thread::yield();
    if (pushed > 1e7f) pushed = 0;  // integers up to there are exact
  }
  done = true;
  loop.join();
  CHECK(whole);
  CHECK(fetched >= kWindows);
}

}  // namespace
}  // namespace autocoder
