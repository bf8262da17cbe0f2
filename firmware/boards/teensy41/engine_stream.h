// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_ENGINE_STREAM_H_
#define AUTOCODER_BOARDS_TEENSY41_ENGINE_STREAM_H_

#include <Arduino.h>
#include <AudioStream.h>

#include <atomic>

#include <generated/sizes.h>

#include "audio_types.h"
#include "boards/teensy41/mute.h"
#include "boards/teensy41/panel.h"

namespace autocoder {

// The engine as an object of the Audio library: stereo in, stereo out, a block at a time in the
// library's interrupt, which every other interrupt may interrupt.
class EngineStream : public AudioStream {
 public:
  EngineStream() : AudioStream(2, queue_) {}

  Panel* panel() { return &panel_; }
  Mute* mute() { return &mute_; }

  // Until then it is silent.
  void Start(AudioCallback audio) { audio_.store(audio, std::memory_order_release); }

  // Blocks that have begun.
  uint32_t begun() const { return begun_.load(std::memory_order_acquire); }

 private:
  static_assert(AUDIO_BLOCK_SAMPLES == kBlockSamples, "bake for the Audio library's block");

  void update() override;

  audio_block_t* queue_[2] = {};
  Panel panel_;
  Mute mute_;
  std::atomic<AudioCallback> audio_{nullptr};
  std::atomic<uint32_t> begun_{0};
  StereoFrame in_[kBlockSamples] = {};
  StereoFrame out_[kBlockSamples] = {};
};

// Input, engine and output of the converters, joined; blocks flow once the program runs.
EngineStream& TheEngineStream();

// Sets up the codec of the audio shield; false where none answers. Another codec needs no setting up
// to be heard, so that the sound goes on either way.
bool InitCodec();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_ENGINE_STREAM_H_
