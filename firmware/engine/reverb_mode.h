// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_REVERB_MODE_H_
#define AUTOCODER_ENGINE_REVERB_MODE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/decoded_spectrum.h"
#include "engine/random_walk.h"
#include "engine/reverb.h"
#include "engine/reverb_designer.h"
#include "engine/stft_frame.h"
#include "engine/wet_hold.h"
#include "status.h"

namespace autocoder {

// The input in a space of noise that decoded spectra shape. With a walk they differ from one
// stretch of the response to the next. Freeze holds the reverberation. Process runs in the audio interrupt, all else in the main
// loop.
class ReverbMode {
 public:
  // Not while Process may run.
  Status Init(const ReverbSpace& space, ReverbDesignerMemory* designer, WetHoldMemory* hold,
              uint64_t seed);

  // Forgets what was played, and keeps the response. Not while Process may run.
  void Clear() {
    reverb_.Clear();
    hold_.Clear();
  }

  // One block of kBlockSamples frames.
  void Process(const FrameSettings& settings, float decay_s, const StereoFrame* in,
               StereoFrame* out);

  // A piece of the convolution, which has a deadline. False where nothing is due.
  bool Convolve() { return hold_.Step() || reverb_.Step(); }
  // The same of what is due as soon as a frame of another mode.
  bool ConvolveSoon() { return reverb_.StepSoon(); }
  // A piece of the next response, which has none. False where none is wanted.
  bool Design(DecodedSpectrum* spectrum);

  uint32_t overruns() const { return reverb_.overruns() + hold_.overruns(); }

 private:
  struct Wanted {
    FrameSettings settings;
    size_t taps;
  };
  enum class Turn : uint8_t { kInterrupt, kLoop };

  void DesignStep(DecodedSpectrum* spectrum);
  bool Begin();
  bool Differs(const Wanted& wanted) const;

  Reverb reverb_;
  WetHold hold_;
  ReverbDesigner designer_;
  RandomWalk walk_;
  uint64_t seed_ = 0;
  size_t block_ = 0;  // within the update period
  std::atomic<Turn> turn_{Turn::kInterrupt};
  static_assert(std::atomic<Turn>::is_always_lock_free);
  Wanted wanted_ = {};  // whose turn it is
  Wanted designed_ = {};
  uint32_t designed_models_ = 0;  // version
  bool waiting_ = false;  // for the response before to have faded in
  size_t pass_ = 0;       // of the same response
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_REVERB_MODE_H_
