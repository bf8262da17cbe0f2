// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_LATENT_MOTION_H_
#define AUTOCODER_ENGINE_LATENT_MOTION_H_

#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

// How the latents follow their knobs: through a slew of one pole, or not at all while frozen. In
// integers, so that every implementation agrees to the last bit.
class LatentMotion {
 public:
  void Init();

  // At each scan of the CVs; positions are 0..65535. The latents that result stay valid until the next call.
  const uint16_t* Move(const uint16_t* targets, float slew_ms, bool freeze);

 private:
  int64_t states_q16_[kLatents] = {};
  uint16_t latents_[kLatents] = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_LATENT_MOTION_H_
