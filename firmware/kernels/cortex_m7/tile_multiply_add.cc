// SPDX-License-Identifier: MIT
#include "kernels/tile_multiply_add.h"

namespace autocoder {
namespace {

// s0-s3 and s4-s7 response, s8-s11 and s12-s15 signal, s16-s19 and s20-s23 sums, real parts first.
// All products with the response's real parts come before those with its imaginary ones, so that
// no sum waits for the one just issued.
#define AUTOCODER_ADD_TILE                  \
  "vldmia %[response]!, {s0-s7}        \n" \
  "vldmia %[signal]!, {s8-s15}         \n" \
  "subs %[count], %[count], #1         \n" \
  "vfma.f32 s16, s0, s8                \n" \
  "vfma.f32 s17, s1, s9                \n" \
  "vfma.f32 s18, s2, s10               \n" \
  "vfma.f32 s19, s3, s11               \n" \
  "vfma.f32 s20, s0, s12               \n" \
  "vfma.f32 s21, s1, s13               \n" \
  "vfma.f32 s22, s2, s14               \n" \
  "vfma.f32 s23, s3, s15               \n" \
  "vfms.f32 s16, s4, s12               \n" \
  "vfms.f32 s17, s5, s13               \n" \
  "vfms.f32 s18, s6, s14               \n" \
  "vfms.f32 s19, s7, s15               \n" \
  "vfma.f32 s20, s4, s8                \n" \
  "vfma.f32 s21, s5, s9                \n" \
  "vfma.f32 s22, s6, s10               \n" \
  "vfma.f32 s23, s7, s11               \n"

}  // namespace

void TileMultiplyAdd(const BinTile* response, const BinTile* ring, const RingSpan& span,
                     BinTile* sum) {
  static const BinTile kZero = {};
  const BinTile* slot = ring + span.oldest;
  size_t count = span.before_wrap;
  asm volatile(
      "vldmia %[zero], {s16-s23}           \n"
      "1:                                  \n"  // from the oldest slot on
      AUTOCODER_ADD_TILE
      "bne 1b                              \n"
      "movs %[count], %[rest]              \n"
      "beq 3f                              \n"
      "mov %[signal], %[ring]              \n"
      "2:                                  \n"  // from the ring's start
      AUTOCODER_ADD_TILE
      "bne 2b                              \n"
      "3:                                  \n"
      "vstmia %[sum], {s16-s23}            \n"
      : [response] "+&r"(response), [signal] "+&r"(slot), [count] "+&r"(count)
      : [zero] "r"(&kZero), [rest] "r"(span.after_wrap), [ring] "r"(ring), [sum] "r"(sum)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
        "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "cc", "memory");
}

}  // namespace autocoder
