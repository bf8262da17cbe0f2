// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <vector>

#include <generated/sizes.h>

#include "engine/spectrum.h"
#include "engine_fixture.h"
#include "reference.h"

namespace autocoder {
namespace {

constexpr size_t kPeriodSamples = kUpdateBlocks * kBlockSamples;

const uint16_t kDark[kLatents] = {65535, 52000, 40000, 30000, 20000, 9000, 300, 0};
const uint16_t kBright[kLatents] = {0, 257, 12000, 30000, 33000, 50000, 60000, 65535};

std::vector<double> ExpectedTaps(StepDecoder& decoder, const uint16_t* latents) {
  int8_t input[kLatents];
  int8_t mel[kMelBands];
  float bands[kMelBands];
  float spectrum[kSpectrumBins];
  for (size_t i = 0; i < kLatents; ++i) {
    input[i] = static_cast<int8_t>(std::lround(latents[i] / 65535.0 * 255) - 128);
  }
  decoder.Decode(input, mel);
  MelToBands(mel, 1, bands);
  BandsToSpectrum(bands, spectrum);
  return reference::MinimumPhase(spectrum);
}

// (1 - g) * from + g * to, g linear over one period that starts at frame `begin`.
std::vector<double> Crossfade(const std::vector<double>& from, const std::vector<double>& to,
                              size_t begin) {
  std::vector<double> mixed(from.size());
  for (size_t n = 0; n < from.size() / 2; ++n) {
    const double step = n < begin ? 0 : std::min<double>(n - begin, kPeriodSamples);
    const double gain = step / kPeriodSamples;
    for (size_t i : {2 * n, 2 * n + 1}) mixed[i] = (1 - gain) * from[i] + gain * to[i];
  }
  return mixed;
}

class PlayingFixture : public EngineFixture {
 public:
  // Latents are kDark, from the given frame on kBright; Prepare after each block as offline.
  reference::Signal Play(const reference::Signal& in, size_t bright_from) {
    reference::Signal out(in.size());
    for (size_t n = 0; n < in.size(); n += kBlockSamples) {
      const uint16_t* latents = n < bright_from ? kDark : kBright;
      SetLatents(latents);
      engine.Process(parameters, &in[n], &out[n]);
      engine.Prepare();
    }
    return out;
  }
};

TEST_CASE_FIXTURE(PlayingFixture, "silence, then the first response, then the next fade in") {
  const reference::Signal in = reference::Noise(10 * kPeriodSamples, 8);
  const reference::Signal out = Play(in, 3 * kPeriodSamples);
  const auto dark = reference::Convolve(in, ExpectedTaps(decoder, kDark));
  const auto bright = reference::Convolve(in, ExpectedTaps(decoder, kBright));
  const std::vector<double> silence(2 * in.size());
  const auto expected = Crossfade(Crossfade(silence, dark, kPeriodSamples), bright,
                                  4 * kPeriodSamples);
  CHECK(reference::SignalToErrorDb(expected, out) > 115);
}

TEST_CASE_FIXTURE(PlayingFixture, "latents that change within a period wait for its end") {
  const reference::Signal in = reference::Noise(4 * kPeriodSamples, 9);
  Play(in, kPeriodSamples + kBlockSamples);
  CHECK(decoder.decodes == 2);
}

TEST_CASE_FIXTURE(PlayingFixture, "unmoved latents are decoded once") {
  Play(reference::Noise(10 * kPeriodSamples, 10), 1000000);
  CHECK(decoder.decodes == 1);
  // 100 counts are less than half a step of the decoder's input from 40000.
  for (auto& scanned : parameters.latents) scanned[2] = 40000 + 100;
  const reference::Signal in = reference::Noise(kBlockSamples, 11);
  reference::Signal out(kBlockSamples);
  for (size_t block = 0; block < 2 * kUpdateBlocks; ++block) {
    engine.Process(parameters, in.data(), out.data());
    engine.Prepare();
  }
  CHECK(decoder.decodes == 1);
}

TEST_CASE_FIXTURE(PlayingFixture, "a late main loop delays the response by whole periods") {
  const reference::Signal in = reference::Noise(8 * kPeriodSamples, 12);
  reference::Signal out(in.size());
  SetLatents(kDark);
  for (size_t block = 0; block * kBlockSamples < in.size(); ++block) {
    const size_t n = block * kBlockSamples;
    engine.Process(parameters, &in[n], &out[n]);
    if (block == 3 * kUpdateBlocks + 1) engine.Prepare();
  }
  const auto dark = reference::Convolve(in, ExpectedTaps(decoder, kDark));
  const std::vector<double> silence(2 * in.size());
  const auto expected = Crossfade(silence, dark, 4 * kPeriodSamples);
  CHECK(reference::SignalToErrorDb(expected, out) > 115);
}

TEST_CASE_FIXTURE(PlayingFixture, "mix and level weigh input and convolution") {
  const reference::Signal in = reference::Noise(4 * kPeriodSamples, 13);
  parameters.mix = 0.25f;
  parameters.level = 0.5f;
  const reference::Signal out = Play(in, 1000000);
  const auto dark = reference::Convolve(in, ExpectedTaps(decoder, kDark));
  auto expected = Crossfade(std::vector<double>(2 * in.size()), dark, kPeriodSamples);
  for (size_t n = 0; n < in.size(); ++n) {
    expected[2 * n] = 0.5 * (0.25 * expected[2 * n] + 0.75 * in[n].left);
    expected[2 * n + 1] = 0.5 * (0.25 * expected[2 * n + 1] + 0.75 * in[n].right);
  }
  CHECK(reference::SignalToErrorDb(expected, out) > 115);
}

TEST_CASE_FIXTURE(EngineFixture, "the first request is decoded even at the decoder's zero") {
  SetLatents(128 * 257);
  const reference::Signal in(kBlockSamples);
  reference::Signal out(kBlockSamples);
  engine.Process(parameters, in.data(), out.data());
  engine.Prepare();
  CHECK(decoder.decodes == 1);
}

TEST_CASE("a decoder of another size is refused") {
  StepDecoder decoder;
  decoder.bands = kMelBands / 2;
  const auto tight = std::make_unique<EngineTightMemory>();
  const auto modes = std::make_unique<EngineModeMemory>();
  const auto large = std::make_unique<EngineLargeMemory>();
  Engine engine;
  CHECK(engine.Init({tight.get(), modes.get(), large.get()}, OneModel(&decoder), nullptr, 1) == Status::kBadShape);
}

}  // namespace
}  // namespace autocoder
