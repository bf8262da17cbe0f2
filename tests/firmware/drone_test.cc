// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "allocation_counter.h"
#include "engine/drone.h"
#include "reference.h"

namespace autocoder {
namespace {

using reference::Signal;

class DroneFixture {
 public:
  DroneFixture() { REQUIRE(drone.Init(memory.get(), 1) == Status::kOk); }

  // The loop leaves the frames of hops from `late_from` to `late_to` undone.
  Signal Play(size_t hops, size_t late_from = 0, size_t late_to = 0) {
    Signal out(hops * kFrameHop);
    for (size_t n = 0; n < out.size(); n += kBlockSamples) {
      drone.Process(settings, &out[n]);
      const size_t hop = n / kFrameHop;
      if (hop < late_from || hop >= late_to) drone.Render(spectrum.data());
    }
    return out;
  }

  std::unique_ptr<DroneMemory> memory = std::make_unique<DroneMemory>();
  Drone drone;
  FrameSettings settings;
  std::vector<float> spectrum = std::vector<float>(kSpectrumBins, 1.0f);
};

struct Moments {
  double left;
  double right;
  double both;
};

Moments MomentsOf(const Signal& signal, size_t begin) {
  Moments sum = {0, 0, 0};
  const auto count = static_cast<double>(signal.size() - begin);
  for (size_t n = begin; n < signal.size(); ++n) {
    sum.left += signal[n].left * signal[n].left / count;
    sum.right += signal[n].right * signal[n].right / count;
    sum.both += signal[n].left * signal[n].right / count;
  }
  return sum;
}

TEST_CASE_FIXTURE(DroneFixture, "a flat spectrum has the reference level on independent sides") {
  const Moments moments = MomentsOf(Play(1000), 4 * kFrameHop);
  const double level = kReferenceLevel * kReferenceLevel;
  // 512 000 samples of noise: the power scatters by 0.2 %.
  CHECK(std::abs(moments.left / level - 1) < 0.01);
  CHECK(std::abs(moments.right / level - 1) < 0.01);
  CHECK(std::abs(moments.both) < 0.01 * level);
}

TEST_CASE_FIXTURE(DroneFixture, "one bin sounds as loud as its share of pink noise") {
  for (const size_t bin : {size_t{1}, size_t{40}, kSpectrumBins - 1}) {
    CAPTURE(bin);
    std::fill(spectrum.begin(), spectrum.end(), 0.0f);
    spectrum[bin] = 3;
    double pink = 0;
    for (size_t k = 1; k < kSpectrumBins; ++k) pink += 1.0 / static_cast<double>(k);
    const double wanted =
        9 * kReferenceLevel * kReferenceLevel / static_cast<double>(bin) / pink;
    const Moments moments = MomentsOf(Play(4000), 8 * kFrameHop);
    // A single bin's power varies from frame to frame: 1000 independent ones scatter by 3 %.
    CHECK(std::abs((moments.left + moments.right) / 2 / wanted - 1) < 0.1);
  }
}

TEST_CASE_FIXTURE(DroneFixture, "silence is silent, and the same seed the same sound") {
  std::fill(spectrum.begin(), spectrum.end(), 0.0f);
  for (const StereoFrame& frame : Play(10)) REQUIRE((frame.left == 0 && frame.right == 0));
  std::fill(spectrum.begin(), spectrum.end(), 1.0f);
  std::vector<Signal> sounds;
  for (const uint64_t seed : {9, 9, 10}) {
    REQUIRE(drone.Init(memory.get(), seed) == Status::kOk);
    sounds.push_back(Play(10));
  }
  const auto equal = [](const Signal& a, const Signal& b) {
    return std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
      return x.left == y.left && x.right == y.right;
    });
  };
  CHECK(equal(sounds[0], sounds[1]));
  CHECK_FALSE(equal(sounds[0], sounds[2]));
}

TEST_CASE_FIXTURE(DroneFixture, "freeze holds the spectrum while phases go on") {
  std::fill(spectrum.begin() + 100, spectrum.end(), 0.0f);
  Play(10);
  settings.freeze = true;
  const Signal first = Play(20);
  spectrum.assign(kSpectrumBins, 1.0f);
  const Signal held = Play(20);
  double high = 0;
  double all = 0;
  double same = 0;
  for (size_t n = 1; n < held.size(); ++n) {
    high += std::pow(held[n].left - held[n - 1].left, 2);
    all += std::pow(held[n].left, 2);
    same += held[n].left * first[n].left;
  }
  CHECK(high < 0.2 * all);  // of white noise it would be twice as much as all
  CHECK(std::abs(same) < 0.3 * all);
  settings.freeze = false;
  const Signal free = Play(20);
  high = all = 0;
  for (size_t n = 8 * kFrameHop; n < free.size(); ++n) {
    high += std::pow(free[n].left - free[n - 1].left, 2);
    all += std::pow(free[n].left, 2);
  }
  CHECK(high > all);
}

TEST_CASE_FIXTURE(DroneFixture, "late frames are counted and heard as a fade") {
  std::fill(spectrum.begin() + 4, spectrum.end(), 0.0f);  // slow, or no step would stand out
  const Signal out = Play(60, 20, 30);
  // Missing from hop 21 on; the one done in hop 30 is too late for hop 31.
  CHECK(drone.overruns() == 11);
  float usual = 0;
  float fading = 0;
  for (size_t n = 4 * kFrameHop; n < out.size(); ++n) {
    const float step = std::abs(out[n].left - out[n - 1].left);
    const size_t hop = n / kFrameHop;
    float& largest = hop < 20 || hop > 36 ? usual : fading;
    largest = std::max(largest, step);
  }
  CHECK(fading <= 1.5f * usual);
  CHECK(out[27 * kFrameHop].left == 0);
  CHECK(out[50 * kFrameHop].left != 0);
}

TEST_CASE_FIXTURE(DroneFixture, "asks for walked latents, once per hop") {
  std::fill_n(settings.place.latents, kLatents, 20000);
  settings.walk = 65535;
  Signal out(kBlockSamples);
  uint16_t last = 20000;
  int asked = 0;
  for (int block = 0; block < 80; ++block) {
    drone.Process(settings, out.data());
    if (drone.requested() == nullptr) continue;
    ++asked;
    CHECK(drone.requested()->latents[4] != last);
    last = drone.requested()->latents[4];
    drone.Render(spectrum.data());
  }
  CHECK(asked == 10);
}

TEST_CASE_FIXTURE(DroneFixture, "neither side allocates") {
  Signal out(kBlockSamples);
  AllocationCounter counter;
  for (int block = 0; block < 100; ++block) {
    settings.freeze = block % 40 > 20;
    settings.brightness = 0.01f * static_cast<float>(block);
    drone.Process(settings, out.data());
    drone.Render(spectrum.data());
  }
  CHECK(counter.allocations() == 0);
}

}  // namespace
}  // namespace autocoder
