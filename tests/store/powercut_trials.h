// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_TRIALS_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_TRIALS_H_

#include <cstdio>
#include <memory>
#include <vector>

#include "flash_simulation.h"
#include "powercut_history.h"
#include "powercut_scenarios.h"
#include "powercut_state.h"

namespace autocoder {

struct PowercutCounts {
  uint64_t points = 0;
  uint64_t losses = 0;
};

// A cut in one operation of many; `outcome` and `seed` say how far that came.
struct Cut {
  uint64_t operation;
  CutOutcome outcome;
  uint32_t seed;
};

// Cuts the power in every operation of a scenario, and for small ones in every operation of what
// follows, too: the next start and the second try.
template <typename AnyStore>
class PowercutTrials {
 public:
  PowercutTrials(const PowercutHistory& history, const Scenario<AnyStore>& scenario)
      : history_(history), scenario_(scenario), before_(history.state()), after_(before_) {
    scenario.apply(&after_);
  }

  PowercutCounts Run() {
    const uint64_t operations = CountOperations([this] { Start(); Try(); }, history_.image());
    for (uint64_t i = 0; i < operations; ++i) {
      for (const CutOutcome outcome : kCutOutcomes) {
        RunFrom({i, outcome, static_cast<uint32_t>(counts_.points)});
      }
    }
    return counts_;
  }

 private:
  static constexpr uint64_t kFewOperations = 16;

  void RunFrom(const Cut& cut) {
    flash_.SetImage(history_.image());
    Start();
    flash_.CutAt(cut.operation, cut.outcome, cut.seed);
    Try();
    const FlashSimulation::Image image = flash_.image();
    Examine(cut, nullptr);
    if (!scenario_.is_small) return;
    const uint64_t operations = CountOperations([this] { Start(); Try(); }, image);
    for (uint64_t j = 0; j < operations; ++j) {
      // Of many, one outcome in turn: each of the nine pairs comes up with some operation.
      const auto in_turn = static_cast<CutOutcome>((j + cut.operation + counts_.points) % 3);
      for (const CutOutcome outcome : kCutOutcomes) {
        if (operations > kFewOperations && outcome != in_turn) continue;
        RunSecond(image, cut, {j, outcome, static_cast<uint32_t>(counts_.points)});
      }
    }
  }

  void RunSecond(const FlashSimulation::Image& image, const Cut& first, const Cut& second) {
    flash_.SetImage(image);
    flash_.PowerOn();
    flash_.CutAt(second.operation, second.outcome, second.seed);
    if (Start() == Status::kOk) Try();
    Examine(first, &second);
  }

  template <typename Action>
  uint64_t CountOperations(Action action, const FlashSimulation::Image& image) {
    flash_.SetImage(image);
    flash_.PowerOn();
    const uint64_t before = flash_.operations();
    action();
    return flash_.operations() - before;
  }

  // A store knows nothing but what is in the flash.
  Status Start() {
    store_ = std::make_unique<AnyStore>();
    return store_->Mount(&flash_);
  }

  Status Try() { return scenario_.run(store_.get()); }

  void Examine(const Cut& first, const Cut* second) {
    flash_.PowerOn();
    const char* fault = Fault();
    ++counts_.points;
    if (*fault == '\0') return;
    ++counts_.losses;
    if (counts_.losses > 3) return;  // the first ones say enough
    Describe(first);
    if (second != nullptr) Describe(*second);
    std::printf("  %s: %s\n", scenario_.name, fault);
  }

  static void Describe(const Cut& cut) {
    static const char* const names[] = {"not done", "partly done", "done"};
    std::printf("  cut in operation %llu, %s, seed %u;",
                static_cast<unsigned long long>(cut.operation),
                names[static_cast<int>(cut.outcome)], cut.seed);
  }

  // Everything that must hold after a cut: the store starts, has the old or the new state, whole,
  // and what was interrupted can be done again.
  const char* Fault() {
    if (Start() != Status::kOk) return "the store does not start";
    const char* old_fault = StateFault(store_.get(), before_);
    const bool is_old = *old_fault == '\0';
    if (!is_old && *StateFault(store_.get(), after_) != '\0') return old_fault;
    if (!UploadIsWhole()) return "an upload is damaged";
    if (Try() != Status::kOk) return "the second try fails";
    if (*StateFault(store_.get(), after_) != '\0') return "the second try ends wrong";
    return "";
  }

  bool UploadIsWhole() {
    const Upload* upload = store_->upload();
    if (upload == nullptr) return true;
    const StoredModel* left = history_.left_upload();
    if (left != nullptr && IsSame(*upload, left->upload)) {
      return HasBeginningOf(store_.get(), *left);
    }
    const auto coming = after_.models.find(upload->slot);
    return coming != after_.models.end() && IsSame(*upload, coming->second.upload) &&
           HasBeginningOf(store_.get(), coming->second);
  }

  const PowercutHistory& history_;
  Scenario<AnyStore> scenario_;
  StoreState before_;
  StoreState after_;
  FlashSimulation flash_{history_.image().size() / kFlashEraseBytes};
  std::unique_ptr<AnyStore> store_;
  PowercutCounts counts_;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_TRIALS_H_
