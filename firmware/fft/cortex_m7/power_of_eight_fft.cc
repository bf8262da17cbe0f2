// SPDX-License-Identifier: MIT
#include "fft/power_of_eight_fft.h"

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

Status PowerOfEightFft::Init(size_t size, float* twiddles, uint16_t* swaps) {
  static_assert(sizeof(arm_cfft_instance_f32) <= sizeof(plan_));
  if (!IsPowerOfEight(size)) return Status::kBadTransformSize;
  FillTurns(1, size, size, twiddles);
  size_ = size;
  const auto length = static_cast<uint16_t>(FillSwaps(size, swaps));
  new (plan_) arm_cfft_instance_f32{static_cast<uint16_t>(size), twiddles, swaps, length};
  return Status::kOk;
}

void PowerOfEightFft::Forward(float* samples) const {
  arm_cfft_f32(std::launder(reinterpret_cast<const arm_cfft_instance_f32*>(plan_)), samples, 0, 1);
}

}  // namespace autocoder
