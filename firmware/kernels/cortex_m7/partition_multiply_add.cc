// SPDX-License-Identifier: MIT
#include "kernels/partition_multiply_add.h"

namespace autocoder {
namespace {

// s0-s5 response, s6-s11 lower bins, s12-s17 upper bins (their pairs in reverse order),
// s18-s23 lower sums, s24-s29 upper sums. All products with real coefficients come before those
// with imaginary ones, so that no sum waits for the one just issued.
#define AUTOCODER_ADD_PRODUCTS              \
  "vldmia %[response]!, {s0-s5}        \n" \
  "vldmia %[signal]!, {s6-s17}         \n" \
  "subs %[count], %[count], #1         \n" \
  "vfma.f32 s18, s0, s6                \n" \
  "vfma.f32 s19, s0, s7                \n" \
  "vfma.f32 s20, s2, s8                \n" \
  "vfma.f32 s21, s2, s9                \n" \
  "vfma.f32 s22, s4, s10               \n" \
  "vfma.f32 s23, s4, s11               \n" \
  "vfma.f32 s24, s4, s12               \n" \
  "vfma.f32 s25, s4, s13               \n" \
  "vfma.f32 s26, s2, s14               \n" \
  "vfma.f32 s27, s2, s15               \n" \
  "vfma.f32 s28, s0, s16               \n" \
  "vfma.f32 s29, s0, s17               \n" \
  "vfms.f32 s18, s1, s7                \n" \
  "vfma.f32 s19, s1, s6                \n" \
  "vfms.f32 s20, s3, s9                \n" \
  "vfma.f32 s21, s3, s8                \n" \
  "vfms.f32 s22, s5, s11               \n" \
  "vfma.f32 s23, s5, s10               \n" \
  "vfma.f32 s24, s5, s13               \n" \
  "vfms.f32 s25, s5, s12               \n" \
  "vfma.f32 s26, s3, s15               \n" \
  "vfms.f32 s27, s3, s14               \n" \
  "vfma.f32 s28, s1, s17               \n" \
  "vfms.f32 s29, s1, s16               \n"

}  // namespace

void PartitionMultiplyAdd(const ResponseGroup* response, const SignalGroup* signal,
                          size_t partitions, size_t oldest, SignalGroup* sum) {
  static const SignalGroup kZero = {};
  const SignalGroup* slot = signal + oldest;
  size_t count = partitions - oldest;
  asm volatile(
      "vldmia %[zero], {s18-s29}           \n"
      "1:                                  \n"  // from the oldest slot to the ring's end
      AUTOCODER_ADD_PRODUCTS
      "bne 1b                              \n"
      "movs %[count], %[oldest]            \n"
      "beq 3f                              \n"
      "mov %[signal], %[ring]              \n"
      "2:                                  \n"  // from the ring's start to the newest slot
      AUTOCODER_ADD_PRODUCTS
      "bne 2b                              \n"
      "3:                                  \n"
      "vstmia %[sum], {s18-s29}            \n"
      : [response] "+&r"(response), [signal] "+&r"(slot), [count] "+&r"(count)
      : [zero] "r"(&kZero), [oldest] "r"(oldest), [ring] "r"(signal), [sum] "r"(sum)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
        "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26",
        "s27", "s28", "s29", "cc", "memory");
}

}  // namespace autocoder
