// SPDX-License-Identifier: MIT
#include "engine/parameter_store.h"

#include <algorithm>
#include <cmath>

namespace autocoder {

ParameterStore::ParameterStore() {
  for (size_t i = 0; i < kParameterCount; ++i) values_[i] = kParameterRanges[i].initial;
}

Status ParameterStore::Set(uint32_t id, float value) {
  if (id >= kParameterCount || std::isnan(value)) return Status::kBadParameter;
  const ParameterRange& range = kParameterRanges[id];
  const float clamped = std::clamp(value, range.minimum, range.maximum);
  values_[id].store(range.whole ? std::round(clamped) : clamped, std::memory_order_relaxed);
  return Status::kOk;
}

void ParameterStore::Read(float (&values)[kParameterCount]) const {
  for (size_t id = 0; id < kParameterCount; ++id) values[id] = Get(id);
}

}  // namespace autocoder
