// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_AUTOCODING_H_
#define AUTOCODER_ENGINE_AUTOCODING_H_

#include <atomic>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "decoder/encoder.h"
#include "engine/input_mel.h"
#include "engine/latent_exchange.h"
#include "status.h"

namespace autocoder {

struct AutocodingMemory {
  InputMelMemory input;
};

// Latents that follow the input: it is encoded, and what its latents are away from the middle moves
// the knobs. Push and Move run in the audio interrupt, Step in the main loop.
class Autocoding {
 public:
  // Not while the others may run. Without an encoder the latents are the knobs. kBadShape where it
  // has not kMelBands inputs.
  Status Init(AutocodingMemory* memory, Encoder* encoder);

  // Main loop, at any time: another encoder, or none, from the next frame on. The one before is not
  // used from here on. kBadShape as above: then nothing changes.
  Status SetEncoder(Encoder* encoder);

  // One block of kBlockSamples frames. `follow` is 0 where nothing follows.
  void Push(const StereoFrame* in, float follow);

  // Once per block: each knob of 0..65535, moved by `follow` times the encoded latent's distance
  // from the middle. From 1, with knobs in the middle the encoded latents, to -1, their opposites.
  // Valid until the next call.
  const uint16_t* Move(float follow, const uint16_t* knobs);

  // A piece of what there is to do. False where there is nothing.
  bool Step();

  // The last complete mel frame. Main loop.
  const int8_t* mel() const { return input_.mel(); }

  // How often the loop was too late. Any side.
  uint32_t overruns() const { return input_.overruns(); }

 private:
  Encoder* encoder_ = nullptr;            // the main loop's
  std::atomic<bool> has_encoder_{false};  // what the interrupt knows of it
  static_assert(std::atomic<bool>::is_always_lock_free);
  InputMel input_;
  LatentExchange exchange_;
  bool encoding_ = false;
  uint16_t latents_[kLatents] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_AUTOCODING_H_
