// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "engine/frame_exchange.h"

namespace autocoder {
namespace {

class Fixture {
 public:
  Fixture() { exchange.Init(); }

  FrameExchange exchange;
  std::unique_ptr<StftFrame> frame = std::make_unique<StftFrame>();
  FrameSettings settings;
};

TEST_CASE_FIXTURE(Fixture, "nothing is late before anything was asked for") {
  CHECK(exchange.Due() == nullptr);
  CHECK(exchange.overruns() == 0);
  CHECK(exchange.requested() == nullptr);
  CHECK(exchange.idle());
}

TEST_CASE_FIXTURE(Fixture, "a frame goes to the loop and back with its settings") {
  settings.whiten = 0.25f;
  exchange.Request(frame.get(), settings);
  CHECK_FALSE(exchange.idle());
  CHECK(exchange.requested() == frame.get());
  CHECK(exchange.settings().whiten == 0.25f);
  exchange.Publish();
  CHECK(exchange.requested() == nullptr);
  CHECK(exchange.Late() == nullptr);
  CHECK(exchange.Due() == frame.get());
  CHECK(exchange.idle());
  CHECK(exchange.overruns() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a frame that is late is counted, and comes back by the other way") {
  exchange.Request(frame.get(), settings);
  CHECK(exchange.Due() == nullptr);
  CHECK(exchange.overruns() == 1);
  CHECK(exchange.requested() == frame.get());  // the loop may still be at it
  CHECK(exchange.Late() == nullptr);
  exchange.Publish();
  CHECK(exchange.Due() == nullptr);  // a hop later: its moment is past, and the next one is missing
  CHECK(exchange.overruns() == 2);
  CHECK(exchange.Late() == frame.get());
  CHECK(exchange.idle());
  exchange.Request(frame.get(), settings);
  exchange.Publish();
  CHECK(exchange.Due() == frame.get());
  CHECK(exchange.overruns() == 2);
}

TEST_CASE_FIXTURE(Fixture, "what was late stays counted when a mode begins anew") {
  exchange.Request(frame.get(), settings);
  CHECK(exchange.Due() == nullptr);
  exchange.Init();
  CHECK(exchange.overruns() == 1);
  CHECK(exchange.Due() == nullptr);  // before the first request again
  CHECK(exchange.overruns() == 1);
}

// The interrupt on one thread and the loop on another: each frame that comes back is whole.
TEST_CASE_FIXTURE(Fixture, "frames cross threads whole") {
  constexpr int kMostTurns = 100000000;  // a busy machine may not run the loop for a while
  constexpr int kFrames = 500;
  std::atomic<bool> done{false};
  std::thread loop([&] {
    while (!done) {
      StftFrame* requested = exchange.requested();
      if (requested == nullptr) {
        std::this_thread::yield();
        continue;
      }
      const float value = exchange.settings().brightness;
      for (ComplexBin& bin : requested->bins) bin = {bin.re + value, value};
      exchange.Publish();
    }
  });
  int taken = 0;
  bool whole = true;
  StftFrame* mine = frame.get();
  for (int turn = 0; turn < kMostTurns && taken < kFrames; ++turn) {
    if (mine != nullptr) {
      for (ComplexBin& bin : mine->bins) bin.re = static_cast<float>(turn);
      settings.brightness = static_cast<float>(turn % 1000);
      exchange.Request(mine, settings);
      mine = nullptr;
    }
    std::this_thread::yield();
    const float asked_for = settings.brightness;
    StftFrame* back = exchange.Due();
    if (back == nullptr) back = exchange.Late();  // on a busy machine most are
    if (back == nullptr) continue;
    ++taken;
    const float sum = back->bins[0].re;
    for (const ComplexBin& bin : back->bins) {
      whole = whole && bin.re == sum && bin.im == asked_for;
    }
    mine = back;
  }
  done = true;
  loop.join();
  CHECK(whole);
  CHECK(taken == kFrames);
}

}  // namespace
}  // namespace autocoder
