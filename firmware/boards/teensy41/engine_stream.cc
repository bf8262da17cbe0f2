// SPDX-License-Identifier: MIT
#include "boards/teensy41/engine_stream.h"

#include <control_sgtl5000.h>
#include <input_i2s.h>
#include <output_i2s.h>

#include "boards/teensy41/int16_samples.h"

namespace autocoder {
namespace {

constexpr unsigned kBlocksOfPool = 12;  // two in, two out, those of the output's queue, and spare
constexpr unsigned char kLineOutLevel = 13;  // 3.2 V from peak to peak
constexpr unsigned char kLineInLevel = 0;    // 3.1 V
constexpr float kHeadphones = 0.5f;

// The library updates objects in the order in which they were made.
AudioInputI2S input;
EngineStream stream;
AudioOutputI2S output;
AudioConnection left_in(input, 0, stream, 0);
AudioConnection right_in(input, 1, stream, 1);
AudioConnection left_out(stream, 0, output, 0);
AudioConnection right_out(stream, 1, output, 1);
AudioControlSGTL5000 codec;

}  // namespace

EngineStream& TheEngineStream() { return stream; }

bool InitCodec() {
  AudioMemory(kBlocksOfPool);
  if (!codec.enable()) return false;
  codec.inputSelect(AUDIO_INPUT_LINEIN);
  codec.lineInLevel(kLineInLevel);
  codec.lineOutLevel(kLineOutLevel);
  codec.volume(kHeadphones);
  return true;
}

void EngineStream::update() {
  audio_block_t* left = receiveReadOnly(0);
  audio_block_t* right = receiveReadOnly(1);
  FromInt16(left != nullptr ? left->data : nullptr, right != nullptr ? right->data : nullptr, in_,
            kBlockSamples);
  if (left != nullptr) release(left);
  if (right != nullptr) release(right);
  begun_.store(begun_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  const AudioCallback audio = audio_.load(std::memory_order_acquire);
  if (audio == nullptr) return;
  audio(panel_.NextFrame(), in_, out_, kBlockSamples);
  mute_.Apply(out_, kBlockSamples);
  left = allocate();
  right = allocate();
  if (left != nullptr && right != nullptr) {
    ToInt16(out_, left->data, right->data, kBlockSamples);
    transmit(left, 0);
    transmit(right, 1);
  }
  if (left != nullptr) release(left);
  if (right != nullptr) release(right);
}

}  // namespace autocoder
