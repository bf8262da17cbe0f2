// SPDX-License-Identifier: MIT
#include "fft/complex_fft.h"

#include <dsp/transform_functions.h>

#include <new>

namespace autocoder {

struct ComplexFft::Plan {
  arm_cfft_instance_f32 instance;
};

Status ComplexFft::Init(size_t size) {
  static_assert(sizeof(Plan) <= sizeof(plan_));
  Plan* plan = new (plan_) Plan{};
  if (size > 4096) return Status::kBadTransformSize;
  const auto short_size = static_cast<uint16_t>(size);
  const arm_status status = arm_cfft_init_f32(&plan->instance, short_size);
  return status == ARM_MATH_SUCCESS ? Status::kOk : Status::kBadTransformSize;
}

void ComplexFft::Forward(float* samples) const {
  const Plan* plan = std::launder(reinterpret_cast<const Plan*>(plan_));
  arm_cfft_f32(&plan->instance, samples, 0, 1);
}

}  // namespace autocoder
