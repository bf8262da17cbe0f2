// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_RANDOM_WALK_H_
#define AUTOCODER_ENGINE_RANDOM_WALK_H_

#include <cstdint>

#include <generated/sizes.h>

#include "engine/random_numbers.h"
#include "engine/stft_frame.h"

namespace autocoder {

// Lets latents wander away from where the controls put them, by steps of up to a twentieth of
// their range. The controls still move what wanders; without walk it goes home. Integers only.
class RandomWalk {
 public:
  void Init(uint64_t seed, uint64_t stream);

  // One step per hop from `settings`; a frozen walk stands. Writes kLatents latents.
  void Step(const FrameSettings& settings, uint16_t* latents);

 private:
  RandomNumbers numbers_;
  int64_t offsets_[kLatents] = {};  // from the controls, in 1/65536 of a latent's unit
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_RANDOM_WALK_H_
