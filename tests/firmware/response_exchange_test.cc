// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "engine/response_exchange.h"

namespace autocoder {
namespace {

class Fixture {
 public:
  Fixture() { exchange.Init(&memory->slots); }

  struct Memory {
    PartitionedResponse slots[3];
  };
  std::unique_ptr<Memory> memory = std::make_unique<Memory>();
  ResponseExchange exchange;
  Place place = {{1, 2, 3, 4, 5, 6, 7, 8}, 0, 0, 0};
};

TEST_CASE_FIXTURE(Fixture, "a request is answered once, by three slots in turn") {
  CHECK(exchange.requested() == nullptr);
  exchange.Request(place);
  REQUIRE(exchange.requested() != nullptr);
  CHECK(exchange.requested()->latents[7] == 8);
  PartitionedResponse* draft = exchange.draft();
  CHECK(draft != &exchange.current());
  exchange.Publish();
  CHECK(exchange.requested() == nullptr);
  CHECK_FALSE(exchange.fading());

  const PartitionedResponse* old = &exchange.current();
  exchange.Turn();
  CHECK(exchange.fading());
  CHECK(&exchange.incoming() == draft);
  CHECK(&exchange.current() == old);
  CHECK(exchange.draft() != draft);
  CHECK(exchange.draft() != old);

  exchange.Turn();
  CHECK_FALSE(exchange.fading());
  CHECK(&exchange.current() == draft);
  CHECK(exchange.draft() != draft);
}

TEST_CASE_FIXTURE(Fixture, "slots in use are never drafted in, however often the turn comes") {
  for (int turn = 0; turn < 20; ++turn) {
    exchange.Turn();
    CHECK(exchange.draft() != &exchange.current());
    if (exchange.fading()) CHECK(exchange.draft() != &exchange.incoming());
    exchange.Request(place);
    if (turn % 3 == 0) continue;  // the loop is late
    turn % 5 == 0 ? exchange.Decline() : exchange.Publish();
  }
}

TEST_CASE_FIXTURE(Fixture, "a request that is out keeps its latents") {
  exchange.Request(place);
  place.latents[0] = 99;
  exchange.Turn();
  exchange.Request(place);
  CHECK(exchange.requested()->latents[0] == 1);
  exchange.Decline();
  exchange.Request(place);
  CHECK(exchange.requested()->latents[0] == 99);
}

// The interrupt on one thread and the loop on another: every response that fades in is whole and
// belongs to one request.
TEST_CASE_FIXTURE(Fixture, "responses cross threads whole") {
  constexpr int kMostTurns = 1000000;
  constexpr int kFades = 2000;
  std::atomic<bool> done{false};
  std::thread loop([&] {
    while (!done) {
      const Place* requested = exchange.requested();
      if (requested == nullptr) {
        std::this_thread::yield();
        continue;
      }
      for (auto& edges : exchange.draft()->edges) edges.first = edges.middle = requested->latents[0];
      exchange.Publish();
    }
  });
  int faded = 0;
  bool whole = true;
  for (int turn = 0; turn < kMostTurns && faded < kFades; ++turn) {
    place.latents[0] = static_cast<uint16_t>(turn);
    exchange.Turn();
    exchange.Request(place);
    if (exchange.fading()) {
      ++faded;
      const float first = exchange.incoming().edges[0].first;
      for (const auto& edges : exchange.incoming().edges) {
        whole = whole && edges.first == first && edges.middle == first;
      }
    }
    std::this_thread::yield();
  }
  done = true;
  loop.join();
  CHECK(whole);
  CHECK(faded == kFades);
}

}  // namespace
}  // namespace autocoder
