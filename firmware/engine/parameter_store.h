// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_PARAMETER_STORE_H_
#define AUTOCODER_ENGINE_PARAMETER_STORE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/parameters.h"
#include "status.h"

namespace autocoder {

// The parameters' values. The main loop sets them one by one, the audio interrupt reads them all at
// the start of a block; neither waits for the other.
class ParameterStore {
 public:
  ParameterStore();

  // Values are brought into the parameter's range. kBadParameter for an unknown one and for NaN.
  Status Set(uint32_t id, float value);

  float Get(size_t id) const { return values_[id].load(std::memory_order_relaxed); }
  void Read(float (&values)[kParameterCount]) const;

 private:
  std::atomic<float> values_[kParameterCount];
  static_assert(std::atomic<float>::is_always_lock_free);
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_PARAMETER_STORE_H_
