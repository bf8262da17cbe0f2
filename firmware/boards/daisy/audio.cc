// SPDX-License-Identifier: MIT
#include "boards/daisy/audio.h"

#include <stm32_def.h>
#include <utility/dma.h>
#include <utility/sai.h>

#include <atomic>
#include <cstddef>

#include <generated/sizes.h>

#include "boards/daisy/converters.h"
#include "boards/daisy/memory.h"
#include "boards/daisy/sample_format.h"

namespace autocoder {
namespace {

static_assert(kSampleRateHz == 48000);

// Two blocks of two channels: while DMA moves one, the interrupt works at the other.
constexpr size_t kBlockWords = 2 * kBlockSamples;
AUTOCODER_DMA_MEMORY int32_t recorded[2 * kBlockWords];
AUTOCODER_DMA_MEMORY int32_t played[2 * kBlockWords];

daisy::SaiHandle interface;
AudioCallback make_block = nullptr;
std::atomic<uint32_t> begun{0};

// In the interrupt.
void PlayBlock(int32_t* in_words, int32_t* out_words, size_t) {
  StereoFrame in[kBlockSamples];
  StereoFrame out[kBlockSamples];
  for (size_t i = 0; i < kBlockSamples; ++i) {
    in[i] = {FromSample24(in_words[2 * i]), FromSample24(in_words[2 * i + 1])};
  }
  begun.store(begun.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  make_block(TheConverters().NextFrame(), in, out, kBlockSamples);
  for (size_t i = 0; i < kBlockSamples; ++i) {
    out_words[2 * i] = ToSample24(out[i].left);
    out_words[2 * i + 1] = ToSample24(out[i].right);
  }
}

}  // namespace

bool InitAudio(const Codec& codec) {
  using Config = daisy::SaiHandle::Config;
  dsy_dma_init();
  const auto plays = Config::Direction::TRANSMIT;
  const auto records = Config::Direction::RECEIVE;
  Config wanted = {};
  wanted.periph = Config::Peripheral::SAI_1;
  wanted.sr = Config::SampleRate::SAI_48KHZ;
  wanted.bit_depth = Config::BitDepth::SAI_24BIT;
  wanted.a_sync = Config::Sync::MASTER;
  wanted.b_sync = Config::Sync::SLAVE;
  wanted.a_dir = codec.plays_on_first() ? plays : records;
  wanted.b_dir = codec.plays_on_first() ? records : plays;
  wanted.pin_config.mclk = {DSY_GPIOE, 2};
  wanted.pin_config.sb = {DSY_GPIOE, 3};
  wanted.pin_config.fs = {DSY_GPIOE, 4};
  wanted.pin_config.sck = {DSY_GPIOE, 5};
  wanted.pin_config.sa = {DSY_GPIOE, 6};
  return interface.Init(wanted) == daisy::SaiHandle::Result::OK;
}

void StartAudio(AudioCallback audio) {
  make_block = audio;
  interface.StartDma(recorded, played, 2 * kBlockWords, PlayBlock);
}

void StopAudio() { interface.StopDma(); }

uint32_t BlocksBegun() { return begun.load(std::memory_order_acquire); }

}  // namespace autocoder
