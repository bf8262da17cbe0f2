// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/latent_exchange.h"

namespace autocoder {
namespace {

class Fixture {
 public:
  Fixture() { exchange.Init(); }

  void Publish(int8_t value) {
    std::fill_n(exchange.draft(), kLatents, value);
    exchange.Publish();
  }

  LatentExchange exchange;
};

TEST_CASE_FIXTURE(Fixture, "there are no latents before any were published") {
  CHECK(exchange.Newest() == nullptr);
  std::fill_n(exchange.draft(), kLatents, int8_t{5});
  CHECK(exchange.Newest() == nullptr);
  exchange.Publish();
  REQUIRE(exchange.Newest() != nullptr);
  CHECK(exchange.Newest()[kLatents - 1] == 5);
  exchange.Init();
  CHECK(exchange.Newest() == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "the newest latents are seen, and stay while others are drafted") {
  for (int8_t value = 1; value < 20; ++value) {
    for (int8_t older = 0; older < value % 4; ++older) Publish(-1);
    Publish(value);
    const int8_t* seen = exchange.Newest();
    CHECK(seen[0] == value);
    Publish(-2);
    std::fill_n(exchange.draft(), kLatents, int8_t{-3});
    CHECK(seen[0] == value);
    CHECK(exchange.Newest()[0] == -2);
    CHECK(exchange.Newest()[0] == -2);
  }
}

TEST_CASE_FIXTURE(Fixture, "what is forgotten is not seen again, whether it had been seen or not") {
  Publish(1);
  CHECK(exchange.Newest()[0] == 1);
  Publish(2);
  exchange.Forget();
  CHECK(exchange.Newest() == nullptr);
  Publish(3);
  CHECK(exchange.Newest()[0] == 3);
  exchange.Forget();
  CHECK(exchange.Newest() == nullptr);
}

// The loop on one thread and the interrupt on another: each row that is seen is whole, and none
// comes back.
TEST_CASE_FIXTURE(Fixture, "latents are never torn and never old") {
  constexpr long kRows = 127L * 2000;
  std::atomic<bool> done{false};
  std::thread loop([&] {
    for (long row = 0; row < kRows; ++row) {
      Publish(static_cast<int8_t>(row * 127 / kRows));
      if (row % 2000 == 0) std::this_thread::yield();
    }
    done = true;
  });
  bool whole = true;
  bool in_order = true;
  int8_t last = 0;
  while (!done) {
    const int8_t* seen = exchange.Newest();
    if (seen == nullptr) continue;
    whole = whole && std::count(seen, seen + kLatents, seen[0]) == kLatents;
    in_order = in_order && seen[0] >= last;
    last = seen[0];
  }
  loop.join();
  CHECK(whole);
  CHECK(in_order);
  CHECK(exchange.Newest()[0] == 126);
}

}  // namespace
}  // namespace autocoder
