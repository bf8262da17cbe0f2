// SPDX-License-Identifier: MIT
// The exchanges of responses and of frames between two threads, with payloads that show when they
// are not whole, and no sound to be computed.
#include <memory>
#include <type_traits>
#include <utility>

#include "engine/frame_exchange.h"
#include "engine/response_exchange.h"
#include "threads.h"

namespace autocoder {
namespace {

constexpr uint32_t kPatience = 4;  // periods or hops without an answer

struct ResponseSlots {
  PartitionedResponse slots[3];
};

// What a response is asked for with: a structure, or latents alone.
template <typename Request>
struct Asked {
  Request value;
  const Request& argument() const { return value; }
};
template <>
struct Asked<uint16_t> {
  uint16_t value[kLatents];
  const uint16_t* argument() const { return value; }
};
using RequestPointer = decltype(std::declval<const ResponseExchange&>().requested());
using ResponseRequest = Asked<std::remove_const_t<std::remove_pointer_t<RequestPointer>>>;

struct Errors {
  std::atomic<uint64_t> count{0};
  void Unless(bool right) {
    if (!right) count.fetch_add(1, std::memory_order_relaxed);
  }
};

template <typename Exchange>
void Publish(Exchange* exchange, Pace* pace) {
  exchange->Publish();
  pace->Done();
  std::this_thread::yield();
}

// Each sixteenth request is declined.
bool Answer(ResponseExchange* exchange, bool early, Errors* errors, Pace* pace) {
  const auto* requested = exchange->requested();
  if (requested == nullptr) return false;
  uint16_t number;
  errors->Unless(Holds(*reinterpret_cast<const ResponseRequest*>(requested), &number));
  if (number % 16 == 0) {
    exchange->Decline();
    pace->Done();
    return true;
  }
  PartitionedResponse* draft = exchange->draft();
  if (early) Publish(exchange, pace);
  Stamp(number, draft);
  if (!early) Publish(exchange, pace);
  return true;
}

bool IsNewer(float number, float than) {
  const auto ahead = static_cast<uint16_t>(static_cast<uint16_t>(number) -
                                           static_cast<uint16_t>(than));
  return ahead > 0 && ahead < 0x8000;
}

// A frame comes back with half more than it was asked for with.
bool Answer(FrameExchange* exchange, bool early, Errors* errors, Pace* pace) {
  StftFrame* frame = exchange->requested();
  if (frame == nullptr) return false;
  uint16_t number;
  errors->Unless(Holds(exchange->settings(), &number));
  errors->Unless(Stamped(*frame, number, 0, 1));
  if (early) Publish(exchange, pace);
  Stamp(number + 0.5f, frame);
  if (!early) Publish(exchange, pace);
  return true;
}

}  // namespace

// Responses fade in as in the filter, and are read a part in each block.
Outcome HammerResponses(uint64_t blocks, bool early) {
  auto memory = std::make_unique<ResponseSlots>();
  ResponseExchange exchange;
  exchange.Init(&memory->slots);
  Pace pace;
  Errors errors;
  Outcome outcome = {blocks, 0, 0};
  {
    MainLoop loop([&] { return Answer(&exchange, early, &errors, &pace); });
    ResponseRequest request;
    float current = 0;
    float incoming = 0;
    bool fading = false;
    for (uint64_t block = 0; block < blocks; ++block) {
      const size_t phase = block % kUpdateBlocks;
      if (phase == 0) {
        if (fading) current = incoming;
        exchange.Turn();
        fading = exchange.fading();
        if (fading) {
          incoming = StampOf(exchange.incoming());
          errors.Unless(IsNewer(incoming, current));
          ++outcome.exchanged;
        }
        Fill(static_cast<uint16_t>(block / kUpdateBlocks + 1), &request);
        exchange.Request(request.argument());
        pace.Block(kPatience);
      }
      errors.Unless(Stamped(exchange.current(), current, phase, kUpdateBlocks));
      if (fading) errors.Unless(Stamped(exchange.incoming(), incoming, phase, kUpdateBlocks));
    }
  }
  outcome.torn = errors.count;
  return outcome;
}

// Frames are due in the last block but one of a hop and asked for in the last. A block is a chunk.
Outcome HammerFrames(uint64_t blocks, bool early) {
  auto memory = std::make_unique<StftFrame[]>(3);
  SpareFrames<3> spares;
  spares.Init();
  for (size_t i = 0; i < 3; ++i) spares.Put(&memory[i]);
  FrameExchange exchange;
  exchange.Init();
  Pace pace;
  Errors errors;
  Outcome outcome = {blocks, 0, 0};
  {
    MainLoop loop([&] { return Answer(&exchange, early, &errors, &pace); });
    uint16_t asked = 0;
    const auto take = [&](StftFrame* frame) {
      if (frame == nullptr) return;
      ++outcome.exchanged;
      errors.Unless(Stamped(*frame, asked + 0.5f, 0, 1));
      spares.Put(frame);
    };
    for (uint64_t block = 0; block < blocks; ++block) {
      const size_t phase = block % kHopChunks;
      if (phase + 2 == kHopChunks) take(exchange.Due());
      if (phase + 1 != kHopChunks) continue;
      take(exchange.Late());
      if (exchange.idle()) {
        FrameSettings settings;
        Fill(++asked, &settings);
        StftFrame* frame = spares.Get();
        Stamp(asked, frame);
        exchange.Request(frame, settings);
      }
      pace.Block(kPatience);
    }
  }
  outcome.torn = errors.count;
  return outcome;
}

}  // namespace autocoder
