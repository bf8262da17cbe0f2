// SPDX-License-Identifier: MIT
#include "fft/real_fft.h"

#include <dsp/transform_functions.h>

#include <new>

namespace autocoder {

struct RealFft::Plan {
  arm_rfft_fast_instance_f32 instance;

  static const arm_rfft_fast_instance_f32* Of(const unsigned char* memory) {
    return &std::launder(reinterpret_cast<const Plan*>(memory))->instance;
  }
};

Status RealFft::Init(size_t size) {
  static_assert(sizeof(Plan) <= sizeof(plan_));
  Plan* plan = new (plan_) Plan{};
  if (size > 4096) return Status::kBadTransformSize;
  const auto short_size = static_cast<uint16_t>(size);
  const arm_status status = arm_rfft_fast_init_f32(&plan->instance, short_size);
  return status == ARM_MATH_SUCCESS ? Status::kOk : Status::kBadTransformSize;
}

void RealFft::Forward(float* samples, float* spectrum) const {
  arm_rfft_fast_f32(Plan::Of(plan_), samples, spectrum, 0);
}

void RealFft::Inverse(float* spectrum, float* samples) const {
  arm_rfft_fast_f32(Plan::Of(plan_), spectrum, samples, 1);
}

}  // namespace autocoder
