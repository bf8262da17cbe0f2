// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/autocoding.h"

namespace autocoder {
namespace {

constexpr size_t kHopBlocks = kAutocodeHop / kBlockSamples;
constexpr int kFrameSteps = 2;  // of the input's analysis

// Takes three steps and finds the loudest band's value in every latent.
class LoudestEncoder final : public Encoder {
 public:
  Status Load(const uint8_t*, size_t) override { return Status::kOk; }
  void Begin(const int8_t* mel) override {
    loudest_ = *std::max_element(mel, mel + bands);
    steps_ = 0;
    ++begun;
  }
  bool Step(int8_t* latents) override {
    if (++steps_ < kSteps) return false;
    std::fill_n(latents, kLatents, loudest_);
    return true;
  }
  size_t mel_bands() const override { return bands; }

  static constexpr int kSteps = 3;
  size_t bands = kMelBands;
  int begun = 0;

 private:
  int steps_ = 0;
  int8_t loudest_ = 0;
};

class Fixture {
 public:
  Fixture() {
    std::fill_n(knobs, kLatents, uint16_t{20000});
    REQUIRE(autocoding.Init(memory.get(), &encoder) == Status::kOk);
  }

  void Push(size_t blocks, float follow) {
    StereoFrame in[kBlockSamples];
    for (size_t block = 0; block < blocks; ++block) {
      for (StereoFrame& frame : in) {
        frame.left = frame.right = 0.5f * std::sin(0.1f * static_cast<float>(sample_++));
      }
      autocoding.Push(in, follow);
    }
  }

  std::unique_ptr<AutocodingMemory> memory = std::make_unique<AutocodingMemory>();
  LoudestEncoder encoder;
  Autocoding autocoding;
  uint16_t knobs[kLatents];

 private:
  int sample_ = 0;
};

TEST_CASE_FIXTURE(Fixture, "latents are the knobs until a frame is encoded, which takes a few steps") {
  CHECK_FALSE(autocoding.Step());
  Push(kHopBlocks, 1.0f);
  for (int step = 0; step < kFrameSteps + LoudestEncoder::kSteps; ++step) {
    CHECK(autocoding.Move(1.0f, knobs)[3] == 20000);
    CHECK(autocoding.Step());
  }
  CHECK_FALSE(autocoding.Step());
  CHECK(encoder.begun == 1);
  const int32_t loudest = (114 + 128) * 257;  // 0 dB
  CHECK(autocoding.Move(1.0f, knobs)[3] == 20000 + loudest - 32768);
  CHECK(autocoding.Move(-1.0f, knobs)[3] == 0);
  CHECK(autocoding.Move(0.0f, knobs)[3] == 20000);
}

TEST_CASE_FIXTURE(Fixture, "where nothing follows nothing is analysed") {
  Push(10 * kHopBlocks, 0.0f);
  CHECK_FALSE(autocoding.Step());
  Push(kHopBlocks, -0.25f);
  while (autocoding.Step()) {
  }
  CHECK(encoder.begun == 1);
  CHECK(autocoding.overruns() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a loop that is late encodes what it was asked for first") {
  Push(3 * kHopBlocks, 1.0f);
  CHECK(autocoding.overruns() == 2);
  while (autocoding.Step()) {
  }
  CHECK(encoder.begun == 1);
  Push(kHopBlocks, 1.0f);
  while (autocoding.Step()) {
  }
  CHECK(encoder.begun == 2);
}

TEST_CASE_FIXTURE(Fixture, "an encoder of other bands is refused") {
  encoder.bands = kMelBands - 1;
  CHECK(autocoding.Init(memory.get(), &encoder) == Status::kBadShape);
}

TEST_CASE_FIXTURE(Fixture, "another encoder begins with the next frame, and finishes none of the last") {
  LoudestEncoder other;
  Push(kHopBlocks, 1.0f);
  for (int step = 0; step < kFrameSteps + 1; ++step) CHECK(autocoding.Step());
  CHECK(encoder.begun == 1);
  CHECK(autocoding.SetEncoder(&other) == Status::kOk);
  CHECK_FALSE(autocoding.Step());
  CHECK(autocoding.Move(1.0f, knobs)[0] == 20000);
  Push(kHopBlocks, 1.0f);
  while (autocoding.Step()) {
  }
  CHECK(encoder.begun == 1);
  CHECK(other.begun == 1);
  CHECK(autocoding.Move(1.0f, knobs)[0] != 20000);
  other.bands = 7;
  CHECK(autocoding.SetEncoder(&other) == Status::kBadShape);
}

TEST_CASE_FIXTURE(Fixture, "when the encoder goes the latents are the knobs, until another finds some") {
  Push(kHopBlocks, 1.0f);
  while (autocoding.Step()) {
  }
  CHECK(autocoding.Move(1.0f, knobs)[0] != 20000);
  Push(kHopBlocks, 1.0f);
  while (autocoding.Step()) {
  }
  CHECK(autocoding.SetEncoder(nullptr) == Status::kOk);
  CHECK(autocoding.Move(1.0f, knobs)[0] == 20000);
  Push(2 * kHopBlocks, 1.0f);
  CHECK_FALSE(autocoding.Step());
  CHECK(autocoding.SetEncoder(&encoder) == Status::kOk);
  CHECK(autocoding.Move(1.0f, knobs)[0] == 20000);
  Push(kHopBlocks, 1.0f);
  while (autocoding.Step()) {
  }
  CHECK(autocoding.Move(1.0f, knobs)[0] != 20000);
}

TEST_CASE_FIXTURE(Fixture, "without an encoder there is nothing to do") {
  CHECK(autocoding.Init(memory.get(), nullptr) == Status::kOk);
  Push(5 * kHopBlocks, 1.0f);
  CHECK_FALSE(autocoding.Step());
  CHECK(autocoding.Move(1.0f, knobs)[0] == 20000);
}

}  // namespace
}  // namespace autocoder
