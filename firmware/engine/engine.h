// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_ENGINE_H_
#define AUTOCODER_ENGINE_ENGINE_H_

#include <array>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "decoder/encoder.h"
#include "engine/autocoding.h"
#include "engine/cross.h"
#include "engine/decoded_spectrum.h"
#include "engine/drone.h"
#include "engine/filter.h"
#include "engine/latent_motion.h"
#include "engine/mode_change.h"
#include "engine/models.h"
#include "engine/parameters.h"
#include "engine/reverb_mode.h"
#include "status.h"

namespace autocoder {

// What the engine works in all the time: fast memory, where a board has a choice. In two parts, as
// boards have such memory in pieces; the first for the fastest.
struct EngineTightMemory {
  ReverbFastMemory reverb;
  DecodedSpectrumMemory spectrum;
  StereoFrame wet[kBlockSamples];
  StereoFrame next_wet[kBlockSamples];
};

struct EngineModeMemory {
  FilterMemory filter;
  CrossMemory cross;
};

// The rest.
struct EngineLargeMemory {
  ReverbLargeMemory<kBoardReverbSamples> reverb;
  ReverbDesignerMemory designer;
  std::array<WetHoldMemory, kReverbHolds> hold;
  DroneMemory drone;
  AutocodingMemory autocoding;
};

struct EngineMemory {
  EngineTightMemory* tight;
  EngineModeMemory* modes;
  EngineLargeMemory* large;
};

// Plays the models' spectra in one of several modes. Process runs in the audio interrupt; Prepare
// runs in the main loop and may be interrupted at any point by Process.
class Engine {
 public:
  // The models' decoders must be loaded, and the encoder; without one, null, nothing can follow the
  // input. kBadShape without a model, and where a decoder has not kMelBands outputs or the encoder
  // not as many inputs. The same seed gives the same random phases and walks.
  Status Init(const EngineMemory& memory, const Models& models, Encoder* encoder, uint64_t seed);

  // Another model for a slot, its decoder loaded, or none; and another encoder, or none. Both are
  // the main loop's and fade in as other latents do. The ones before are not used from here on.
  // kUnknownSlot and, for what does not fit and for the last model of all, kBadShape: then nothing
  // changes.
  Status SetModel(size_t slot, const Model& model) { return spectrum_.SetModel(slot, model); }
  Status SetEncoder(Encoder* encoder) { return autocoding_.SetEncoder(encoder); }

  // One block of kBlockSamples frames.
  void Process(const Parameters& parameters, const StereoFrame* in, StereoFrame* out);

  // Does the most urgent piece of what Process asks for. False where nothing is left to do.
  bool Prepare();

  // What the main loop did not finish in time.
  uint32_t overruns() const {
    return reverb_.overruns() + cross_.overruns() + drone_.overruns() + autocoding_.overruns();
  }

 private:
  const uint16_t* Move(const Parameters& parameters);
  void Play(Mode mode, const FrameSettings& settings, float decay_s, const StereoFrame* in,
            StereoFrame* out);
  void FadeToNext();
  void Mix(const Parameters& parameters, const StereoFrame* in, StereoFrame* out);
  Status Clear(Mode mode);

  EngineTightMemory* tight_ = nullptr;
  EngineModeMemory* modes_ = nullptr;
  EngineLargeMemory* large_ = nullptr;
  uint64_t seed_ = 0;
  Filter filter_;
  ReverbMode reverb_;
  Cross cross_;
  Drone drone_;
  DecodedSpectrum spectrum_;
  Autocoding autocoding_;
  LatentMotion motion_;
  ModeChange change_;
  float wet_gain_ = 0;
  float dry_gain_ = 0;
  bool played_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_ENGINE_H_
