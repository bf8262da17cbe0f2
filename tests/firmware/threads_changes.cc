// SPDX-License-Identifier: MIT
// Changes of the reverb's response and of the mode between two threads, as in threads_exchanges.cc.
#include <initializer_list>
#include <memory>

#include "engine/mode_change.h"
#include "engine/response_change.h"
#include "threads.h"

namespace autocoder {
namespace {

constexpr uint32_t kChangePatience = 16;  // blocks without a change; a response takes three
constexpr uint64_t kModeBlocks = 128;  // from one change to the next

// A response of one channel, but for the size of its spectra.
struct SmallResponse {
  static constexpr size_t kTiles = 16;
  SpectrumTile tiles[kReverbLevels][kTiles];

  ChannelResponse Of() {
    return {{{tiles[0], kTiles, 0}, {tiles[1], kTiles, 0}, {tiles[2], kTiles, 0}}};
  }
};

void Write(float number, ChannelResponse* response) {
  for (ChannelSpectra& level : response->levels) {
    level.partitions = static_cast<size_t>(number);
    for (size_t i = 0; i < level.capacity; ++i) {
      level.tiles[i].re[0] = level.tiles[i].im[3] = number;
    }
  }
}

bool IsWhole(const ChannelResponse& response) {
  const auto number = static_cast<float>(response.levels[kHead].partitions);
  for (const ChannelSpectra& level : response.levels) {
    if (level.partitions != static_cast<size_t>(number)) return false;
    for (size_t i = 0; i < level.capacity; ++i) {
      if (level.tiles[i].re[0] != number || level.tiles[i].im[3] != number) return false;
    }
  }
  return true;
}

// What sounded last goes on, or fades to something else.
bool Continues(const ResponseChange::Sounding& sounding, size_t channel, size_t* last) {
  const ChannelResponse& leaving = *sounding.leaving[channel];
  const ChannelResponse& arriving = *sounding.arriving[channel];
  if (!IsWhole(leaving) || !IsWhole(arriving)) return false;
  const size_t number = arriving.levels[kTail].partitions;
  const bool right = leaving.levels[kTail].partitions == *last &&
                     (number != *last) == (sounding.fading() == channel);
  *last = number;
  return right;
}

// What a mode works in: moves in each block in which the mode plays.
struct Voice {
  uint64_t words[16];

  bool Play() {
    bool whole = true;
    for (uint64_t& word : words) whole = ++word == words[0] && whole;
    return whole;
  }
};

constexpr size_t kModes = 4;

}  // namespace

// A block is a period here. Before a response is published, nobody reads it.
Outcome HammerChanges(uint64_t blocks, bool early) {
  auto memory = std::make_unique<SmallResponse[]>(kResponsePlaces);
  ChannelResponse places[kResponsePlaces];
  for (size_t i = 0; i < kResponsePlaces; ++i) places[i] = memory[i].Of();
  ResponseChange change;
  change.Init(places);
  Pace pace;
  Outcome outcome = {blocks, 0, 0};
  {
    float number = 0;
    MainLoop loop([&] {
      if (!change.idle()) return false;
      constexpr float kMost = 1 << 20;
      number = number < kMost ? number + 1 : 1;
      ChannelResponse* const drafts[2] = {change.draft(0), change.draft(1)};
      const auto publish = [&] {
        change.Publish();
        pace.Done();
        std::this_thread::yield();
      };
      if (early) publish();
      for (ChannelResponse* draft : drafts) Write(number, draft);
      if (!early) publish();
      return true;
    });
    size_t last[2] = {};
    for (uint64_t block = 1; block <= blocks; ++block) {
      change.Turn(static_cast<uint32_t>(block));
      const auto sounding = change.At(static_cast<uint32_t>(block));
      for (size_t channel : {0, 1}) {
        if (!Continues(sounding, channel, &last[channel])) ++outcome.torn;
      }
      if (sounding.fading() == 1) ++outcome.exchanged;
      pace.Block(kChangePatience);
    }
  }
  return outcome;
}

// A mode is cleared by the loop while another one plays, and then plays itself.
Outcome HammerModes(uint64_t blocks, bool early) {
  auto voices = std::make_unique<Voice[]>(kModes);
  ModeChange change;
  change.Init(Mode::kFilter);
  Pace pace;
  Outcome outcome = {blocks, 0, 0};
  {
    MainLoop loop([&] {
      Mode mode;
      if (!change.Clears(&mode)) return false;
      const auto cleared = [&] {
        change.Cleared();
        pace.Done();
        std::this_thread::yield();
      };
      if (early) cleared();
      for (uint64_t& word : voices[static_cast<size_t>(mode)].words) word = 0;
      if (!early) cleared();
      return true;
    });
    bool played = false;
    for (uint64_t block = 0; block < blocks; ++block) {
      const uint64_t turn = block / kModeBlocks;
      const Mode wanted = static_cast<Mode>((turn * 5 + turn / kModes) % kModes);
      change.Begin(wanted);
      bool whole = voices[static_cast<size_t>(change.current())].Play();
      const bool plays = change.next_plays();
      if (plays) {
        Voice& next = voices[static_cast<size_t>(change.next())];
        whole = next.Play() && whole;
        if (!played) {
          ++outcome.exchanged;
          whole = whole && next.words[0] == 1;
        }
      }
      played = plays;
      if (!whole) ++outcome.torn;
      if (!plays && wanted != change.current()) pace.Block(kChangePatience);
    }
  }
  return outcome;
}

}  // namespace autocoder
