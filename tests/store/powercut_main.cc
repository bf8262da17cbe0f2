// SPDX-License-Identifier: MIT
// A store on simulated flash.
//   powercut trials [--points N] [--part I --parts N] [--twin before-commit|in-place|one-by-one]
// cuts the power in every operation of what a store does, again and again on stores with other
// pasts, and looks at what the next start finds; ends with 1 where anything was lost. Part I of N,
// from 0 on, takes every Nth past.
//   powercut write-image FILE | read-image FILE | wear BLOCKS BYTES | misuse HOW
// see powercut_image.h.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <vector>

#include <lfs_util.h>

#include "crc32.h"
#include "powercut_history.h"
#include "powercut_image.h"
#include "powercut_scenarios.h"
#include "powercut_trials.h"
#include "powercut_twins.h"

namespace autocoder {
namespace {

void Print(const char* name, const PowercutCounts& counts) {
  std::printf("%s: %llu points, %llu losses\n", name,
              static_cast<unsigned long long>(counts.points),
              static_cast<unsigned long long>(counts.losses));
}

struct Options {
  uint64_t points = 1;  // each scenario once
  uint64_t part = 0;
  uint64_t parts = 1;
  const char* twin = "";
};

// All scenarios on one past after the other, until there are enough points.
template <typename AnyStore>
int RunAll(const Options& options) {
  const std::vector<Scenario<AnyStore>> scenarios = AllScenarios<AnyStore>();
  std::vector<PowercutCounts> counts(scenarios.size());
  PowercutCounts all;
  PowercutHistory history;
  for (uint64_t past = 0; all.points < options.points; ++past, history.Step()) {
    if (past % options.parts != options.part) continue;
    for (size_t i = 0; i < scenarios.size(); ++i) {
      const PowercutCounts some = PowercutTrials<AnyStore>(history, scenarios[i]).Run();
      for (PowercutCounts* sum : {&counts[i], &all}) {
        sum->points += some.points;
        sum->losses += some.losses;
      }
    }
  }
  for (size_t i = 0; i < scenarios.size(); ++i) Print(scenarios[i].name, counts[i]);
  Print("all", all);
  return all.losses == 0 ? 0 : 1;
}

bool Parse(int argc, char** argv, Options* options) {
  for (int i = 2; i < argc; i += 2) {
    const char* value = argv[i + 1];  // null behind the last
    if (value == nullptr) return false;
    if (std::strcmp(argv[i], "--points") == 0) {
      options->points = std::strtoull(value, nullptr, 10);
    } else if (std::strcmp(argv[i], "--part") == 0) {
      options->part = std::strtoull(value, nullptr, 10);
    } else if (std::strcmp(argv[i], "--parts") == 0) {
      options->parts = std::strtoull(value, nullptr, 10);
    } else if (std::strcmp(argv[i], "--twin") == 0) {
      options->twin = value;
    } else {
      return false;
    }
  }
  return options->part < options->parts;
}

int RunTrials(int argc, char** argv) {
  Options options;
  const bool parsed = Parse(argc, argv, &options);
  const auto is_twin = [&](const char* name) { return std::strcmp(options.twin, name) == 0; };
  if (parsed && is_twin("")) return RunAll<Store>(options);
  if (parsed && is_twin("before-commit")) return RunAll<RemovesBeforeCommit>(options);
  if (parsed && is_twin("in-place")) return RunAll<WritesInPlace>(options);
  if (parsed && is_twin("one-by-one")) return RunAll<ResetsOneByOne>(options);
  std::fprintf(stderr, "powercut: see powercut_main.cc\n");
  return 2;
}

// The quick checksum that stands in for littlefs's own is the same.
bool ChecksumIsRight() {
  const Bytes bytes = RandomBytes(1021, 1);
  return ~lfs_crc(0xFFFFFFFFu, bytes.data(), bytes.size()) == Crc32(bytes.data(), bytes.size());
}

int Main(int argc, char** argv) {
  if (!ChecksumIsRight()) return 3;
  const char* command = argc > 1 ? argv[1] : "";
  if (argc == 3 && std::strcmp(command, "write-image") == 0) return WriteImage(argv[2]);
  if (argc == 3 && std::strcmp(command, "read-image") == 0) return ReadImage(argv[2]);
  if (argc == 3 && std::strcmp(command, "misuse") == 0) return Misuse(argv[2]);
  if (argc == 4 && std::strcmp(command, "wear") == 0) {
    return PrintWear(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
  }
  if (std::strcmp(command, "trials") == 0) return RunTrials(argc, argv);
  std::fprintf(stderr, "powercut: see powercut_main.cc\n");
  return 2;
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Main(argc, argv); }
