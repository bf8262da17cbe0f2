// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_WET_HOLD_H_
#define AUTOCODER_ENGINE_WET_HOLD_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/cross.h"
#include "engine/mode_change.h"

namespace autocoder {

struct WetHoldMemory {
  CrossMemory cross;
  float flat[kSpectrumBins];
  StereoFrame held[kBlockSamples];
};

// Freezes a sound: what it was in the 32 ms after the freeze began goes on for as long as that
// lasts, as frames of its spectrum with random phases, which cross-synthesis makes of a frozen
// input. The sound itself goes on unheard, and comes back when the freeze ends. Either way it is
// what a change of modes is: 72 ms later, in a linear crossfade. Process runs in the audio
// interrupt, Step in the main loop.
class WetHold {
 public:
  // Not while Process may run. Null is memory for none: then nothing is held.
  void Init(WetHoldMemory* memory, uint64_t seed);

  // Holds nothing. Not while Process may run.
  void Clear();

  // One block of the sound, in place.
  void Process(bool freeze, StereoFrame* sound);

  // Makes a frame that is due kCrossRenderChunks chunks after it was asked for. False where
  // nothing is to be done.
  bool Step();

  uint32_t overruns() const { return cross_.overruns(); }

 private:
  // Two modes stand for the two states.
  static constexpr Mode kLive = Mode::kReverb;
  static constexpr Mode kHeld = Mode::kCross;

  void Mix(StereoFrame* sound) const;

  WetHoldMemory* memory_ = nullptr;
  uint64_t seed_ = 0;
  Cross cross_;
  ModeChange change_;
  size_t heard_ = 0;  // blocks that the frames have been filled with
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_WET_HOLD_H_
