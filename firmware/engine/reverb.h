// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_H_
#define AUTOCODER_ENGINE_REVERB_H_

#include <cstddef>
#include <cstdint>

#include "audio_types.h"
#include "engine/background_convolver.h"
#include "engine/response_change.h"
#include "engine/reverb_memory.h"
#include "engine/uniform_convolver.h"
#include "status.h"

namespace autocoder {

// Convolves a stereo signal with a long response of its own for each channel, without adding delay.
// Process runs in the audio interrupt; all else runs in the main loop and may be interrupted at any
// point by Process.
class Reverb {
 public:
  // Silent until the first response. The memory needs no clearing before.
  Status Init(const ReverbSpace& space);

  // One block of kBlockSamples frames; `out` is the reverberation alone.
  void Process(const StereoFrame* in, StereoFrame* out);

  // Forgets what has been played, and keeps the response: only while nobody calls Process, as where
  // another mode has taken over.
  void Clear();

  // Does the most urgent piece of what is due, of at most half a million instructions. False where
  // nothing is.
  bool Step();
  // The same of what is due within eight blocks; all else has eight times as long.
  bool StepSoon() { return middle_.Step(); }

  // A new response of `taps` frames: begin it, then append all of them in as many pieces as suits,
  // each time after a Step that returned false. It fades in as soon as it is whole, the left
  // channel first. Where there is no room for the drafts of both channels all this is to be done
  // twice, kResponsePasses times: only the channel whose turn it is then fades in. Begin returns
  // false while the one before has not done so, and for more taps than there is room for. Append
  // returns how many frames it took: all of them, or up to where a partition is whole. Pieces that
  // end at multiples of 1024 taps are always taken.
  bool BeginResponse(size_t taps);
  size_t AppendResponse(const StereoFrame* frames, size_t count);

  // Partitions of the middle and the tail that the main loop did not finish in time.
  uint32_t overruns() const { return middle_.overruns() + tail_.overruns(); }

 private:
  void PlayChunk(const StereoFrame* in, StereoFrame* out);
  void PlayHead(const StereoFrame* in, StereoFrame* out);
  ReverbLevel LevelOf(size_t tap) const;
  void WritePartition();

  ReverbSpace space_ = {};
  UniformConvolver head_;
  BackgroundConvolver middle_;
  BackgroundConvolver tail_;
  ResponseChange change_;

  // Audio interrupt's: time in fades.
  uint32_t period_ = 0;
  size_t frame_ = 0;  // within it

  // Main loop's: the response that is being written.
  bool drafting_ = false;
  ChannelResponse* drafts_[2] = {};  // null where it is not written of that channel
  size_t taps_ = 0;
  size_t written_ = 0;
  size_t collected_ = 0;
  bool writing_ = false;  // the collected partition
  size_t write_step_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_H_
