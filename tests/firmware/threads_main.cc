// SPDX-License-Identifier: MIT
// Audio interrupt and main loop as two threads, to be watched by ThreadSanitizer:
//   threads HAMMER BLOCKS [early|weakened]
// prints what was handed over. Exit status 1 where some of it was torn, 2 for other arguments.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "threads.h"

namespace weakened {

struct Outcome {
  uint64_t blocks;
  uint64_t exchanged;
  uint64_t torn;
};

Outcome HammerResponses(uint64_t blocks, bool early);
Outcome HammerFrames(uint64_t blocks, bool early);
Outcome HammerChanges(uint64_t blocks, bool early);
Outcome HammerModes(uint64_t blocks, bool early);

}  // namespace weakened

namespace {

template <autocoder::Outcome (*kHammer)(uint64_t)>
autocoder::Outcome Whole(uint64_t blocks, bool) {
  return kHammer(blocks);
}

template <weakened::Outcome (*kHammer)(uint64_t, bool)>
autocoder::Outcome Weak(uint64_t blocks, bool early) {
  const weakened::Outcome outcome = kHammer(blocks, early);
  return {outcome.blocks, outcome.exchanged, outcome.torn};
}

struct Hammer {
  const char* name;
  autocoder::Outcome (*run)(uint64_t blocks, bool early);
  autocoder::Outcome (*run_weakened)(uint64_t blocks, bool early);
};

const Hammer kHammers[] = {
    {"responses", autocoder::HammerResponses, Weak<weakened::HammerResponses>},
    {"frames", autocoder::HammerFrames, Weak<weakened::HammerFrames>},
    {"changes", autocoder::HammerChanges, Weak<weakened::HammerChanges>},
    {"modes", autocoder::HammerModes, Weak<weakened::HammerModes>},
    {"parameters", Whole<autocoder::HammerParameters>, nullptr},
    {"background", Whole<autocoder::HammerBackground>, nullptr},
    {"engine", Whole<autocoder::HammerEngine>, nullptr},
};

int Run(const Hammer& hammer, uint64_t blocks, const char* how) {
  const bool early = std::strcmp(how, "early") == 0;
  const bool weak = std::strcmp(how, "weakened") == 0;
  const auto run = weak ? hammer.run_weakened : hammer.run;
  if (run == nullptr || blocks == 0) return 2;
  const autocoder::Outcome outcome = run(blocks, early);
  std::printf("%s: %" PRIu64 " blocks, %" PRIu64 " handed over, %" PRIu64 " torn\n", hammer.name,
              outcome.blocks, outcome.exchanged, outcome.torn);
  return outcome.torn == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return 2;
  for (const Hammer& hammer : kHammers) {
    if (std::strcmp(argv[1], hammer.name) == 0) {
      return Run(hammer, std::strtoull(argv[2], nullptr, 10), argc == 4 ? argv[3] : "");
    }
  }
  return 2;
}
