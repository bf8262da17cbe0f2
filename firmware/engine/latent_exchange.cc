// SPDX-License-Identifier: MIT
#include "engine/latent_exchange.h"

namespace autocoder {

void LatentExchange::Init() {
  draft_ = 0;
  shown_ = 2;
  any_ = false;
  between_.store(1, std::memory_order_release);
}

void LatentExchange::Publish() {
  const uint8_t handed = draft_ | kFresh;
  draft_ = between_.exchange(handed, std::memory_order_acq_rel) & ~kFresh;
}

const int8_t* LatentExchange::Newest() {
  if ((between_.load(std::memory_order_relaxed) & kFresh) != 0) {
    shown_ = between_.exchange(shown_, std::memory_order_acq_rel) & ~kFresh;
    any_ = true;
  }
  return any_ ? rows_[shown_] : nullptr;
}

void LatentExchange::Forget() {
  Newest();
  any_ = false;
}

}  // namespace autocoder
