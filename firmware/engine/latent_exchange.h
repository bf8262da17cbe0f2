// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_LATENT_EXCHANGE_H_
#define AUTOCODER_ENGINE_LATENT_EXCHANGE_H_

#include <atomic>
#include <cstdint>

#include <generated/sizes.h>

namespace autocoder {

// Hands int8 latents from the main loop to the audio interrupt. Neither side ever waits: each has a
// row of its own, and one atomic holds which row lies between them. What is not fetched before the
// next ones come is never seen.
class LatentExchange {
 public:
  // Not while either side runs.
  void Init();

  // Main loop: kLatents values to write, which Publish hands over.
  int8_t* draft() { return rows_[draft_]; }
  void Publish();

  // Audio interrupt: the newest that were published, or null before any. Valid until the next call.
  const int8_t* Newest();
  // Audio interrupt: what was published so far does not count any more.
  void Forget();

 private:
  static constexpr uint8_t kFresh = 4;  // beside the number of a row

  int8_t rows_[3][kLatents] = {};
  uint8_t draft_ = 0;
  std::atomic<uint8_t> between_{1};
  static_assert(std::atomic<uint8_t>::is_always_lock_free);
  uint8_t shown_ = 2;
  bool any_ = false;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_LATENT_EXCHANGE_H_
