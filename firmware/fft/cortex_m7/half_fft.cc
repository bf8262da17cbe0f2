// SPDX-License-Identifier: MIT
#include "fft/half_fft.h"

#include <dsp/transform_functions.h>

#include <new>

#include "fft/turns.h"

namespace autocoder {
namespace {

// Radix-8 passes leave each bin where its index has its octal digits reversed. CMSIS wants the
// pairs to swap, as offsets in bytes. Returns the length of the table.
size_t FillSwaps(size_t size, uint16_t* swaps) {
  size_t length = 0;
  for (size_t index = 0; index < size; ++index) {
    size_t reversed = 0;
    for (size_t digit = 1; digit < size; digit *= 8) {
      reversed = reversed * 8 + index / digit % 8;
    }
    if (index >= reversed) continue;
    swaps[length++] = static_cast<uint16_t>(8 * index);
    swaps[length++] = static_cast<uint16_t>(8 * reversed);
  }
  return length;
}

}  // namespace

Status HalfFft::Init(size_t size, float* twiddles, uint16_t* swaps) {
  static_assert(sizeof(arm_cfft_instance_f32) <= sizeof(plan_));
  if (!IsHalfSize(size)) return Status::kBadTransformSize;
  size_ = size;
  auto* plan = new (plan_) arm_cfft_instance_f32{};
  const auto short_size = static_cast<uint16_t>(size);
  if (!IsPowerOfEight(size)) {
    const arm_status status = arm_cfft_init_f32(plan, short_size);
    return status == ARM_MATH_SUCCESS ? Status::kOk : Status::kBadTransformSize;
  }
  FillTurns(1, size, size, twiddles);
  *plan = {short_size, twiddles, swaps, static_cast<uint16_t>(FillSwaps(size, swaps))};
  return Status::kOk;
}

void HalfFft::Forward(float* samples) const {
  arm_cfft_f32(std::launder(reinterpret_cast<const arm_cfft_instance_f32*>(plan_)), samples, 0, 1);
}

}  // namespace autocoder
