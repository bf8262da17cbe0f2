// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include <generated/model.h>

#include "allocation_counter.h"
#include "controls/controls.h"
#include "decoder/dense_decoder.h"
#include "engine/presets.h"
#include "engine_fixture.h"
#include "reference.h"

namespace autocoder {
namespace {

struct Counts {
  int allocations;
  int releases;
};

template <typename Action>
Counts CountDuring(Action action) {
  AllocationCounter counter;
  action();
  return {counter.allocations(), counter.releases()};
}

// Keeps the compiler from leaving an allocation out.
void* volatile kept;

TEST_CASE("the counter sees each way of allocating") {
  const Counts by_malloc = CountDuring([] {
    kept = std::malloc(10);
    std::free(kept);
  });
  CHECK(by_malloc.allocations == 1);
  CHECK(by_malloc.releases == 1);
  const Counts by_new = CountDuring([] {
    int* number = new int(1);
    kept = number;
    delete number;
  });
  CHECK(by_new.allocations == 1);
  CHECK(by_new.releases == 1);
  const Counts by_container = CountDuring([] {
    std::vector<int> numbers(1);
    for (int i = 0; i < 100; ++i) numbers.push_back(i);
    kept = numbers.data();
  });
  CHECK(by_container.allocations > 1);
  CHECK(by_container.releases == by_container.allocations);
  CHECK(CountDuring([] {}).allocations == 0);
}

class ModuleFixture {
 public:
  ModuleFixture() {
    REQUIRE(decoder.Load(kModels[0].decoder, kModels[0].decoder_bytes) == Status::kOk);
    REQUIRE(engine.Init({tight.get(), modes.get(), large.get()}, OneModel(&decoder), nullptr, 1) == Status::kOk);
    controls.Init();
  }

  // Moving controls, so that responses are designed and crossfaded all the time.
  void ProcessBlock(int block) {
    AdcFrame adc;
    for (size_t i = 0; i < kLatents; ++i) {
      adc.knobs[i] = static_cast<uint16_t>(block * 997 * (i + 1));
      for (auto& cvs : adc.cvs) cvs[i] = static_cast<uint16_t>(32768 + block * 31 * i % 5000);
    }
    controls.Process(adc, presets.Read(panel, &parameters), parameters.latents);
    engine.Process(parameters, in.data(), out.data());
  }

  struct Arena {
    alignas(16) uint8_t bytes[2 << 20];
  };
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  std::unique_ptr<EngineTightMemory> tight = std::make_unique<EngineTightMemory>();
  std::unique_ptr<EngineModeMemory> modes = std::make_unique<EngineModeMemory>();
  std::unique_ptr<EngineLargeMemory> large = std::make_unique<EngineLargeMemory>();
  DenseDecoder decoder{arena->bytes, sizeof(arena->bytes)};
  Controls controls;
  ParameterStore panel;
  Presets presets;
  Engine engine;
  Parameters parameters;
  reference::Signal in = reference::Noise(kBlockSamples, 15);
  reference::Signal out = reference::Signal(kBlockSamples);
};

TEST_CASE_FIXTURE(ModuleFixture, "neither the audio callback nor the loop allocates or releases") {
  Counts callback = {0, 0};
  Counts loop = {0, 0};
  int designed = 0;
  for (int block = 0; block < 600; ++block) {
    const Counts in_callback = CountDuring([&] { ProcessBlock(block); });
    const float before = tight->spectrum.spectrum[100];
    const Counts in_loop = CountDuring([&] { while (engine.Prepare()) continue; });
    designed += tight->spectrum.spectrum[100] != before;
    callback.allocations += in_callback.allocations;
    callback.releases += in_callback.releases;
    loop.allocations += in_loop.allocations;
    loop.releases += in_loop.releases;
  }
  CHECK(designed > 50);  // or the zeros below mean little
  CHECK(callback.allocations == 0);
  CHECK(callback.releases == 0);
  CHECK(loop.allocations == 0);
  CHECK(loop.releases == 0);
}

}  // namespace
}  // namespace autocoder
