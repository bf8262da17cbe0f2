// SPDX-License-Identifier: MIT
#include "kernels/half_tile.h"

namespace autocoder {
namespace {

// s0-s3 response and s4-s7 signal as halves, s8-s11 and s12-s15 response, s24-s27 and s28-s31
// signal, s16-s19 and s20-s23 sums, real parts first. The order is that of whole tiles.
#define AUTOCODER_WIDEN(low, high, halves) \
  "vcvtb.f32.f16 " low ", " halves "   \n" \
  "vcvtt.f32.f16 " high ", " halves "  \n"
#define AUTOCODER_ADD_TILE                  \
  "vldmia %[response]!, {s0-s3}        \n" \
  "vldmia %[signal]!, {s4-s7}          \n" \
  AUTOCODER_WIDEN("s8", "s9", "s0")        \
  AUTOCODER_WIDEN("s10", "s11", "s1")      \
  AUTOCODER_WIDEN("s12", "s13", "s2")      \
  AUTOCODER_WIDEN("s14", "s15", "s3")      \
  AUTOCODER_WIDEN("s24", "s25", "s4")      \
  AUTOCODER_WIDEN("s26", "s27", "s5")      \
  AUTOCODER_WIDEN("s28", "s29", "s6")      \
  AUTOCODER_WIDEN("s30", "s31", "s7")      \
  "subs %[count], %[count], #1         \n" \
  "vfma.f32 s16, s8, s24               \n" \
  "vfma.f32 s17, s9, s25               \n" \
  "vfma.f32 s18, s10, s26              \n" \
  "vfma.f32 s19, s11, s27              \n" \
  "vfma.f32 s20, s8, s28               \n" \
  "vfma.f32 s21, s9, s29               \n" \
  "vfma.f32 s22, s10, s30              \n" \
  "vfma.f32 s23, s11, s31              \n" \
  "vfms.f32 s16, s12, s28              \n" \
  "vfms.f32 s17, s13, s29              \n" \
  "vfms.f32 s18, s14, s30              \n" \
  "vfms.f32 s19, s15, s31              \n" \
  "vfma.f32 s20, s12, s24              \n" \
  "vfma.f32 s21, s13, s25              \n" \
  "vfma.f32 s22, s14, s26              \n" \
  "vfma.f32 s23, s15, s27              \n"

}  // namespace

Half ToHalf(float value) {
  uint32_t bits;
  float half;
  asm("vcvtb.f16.f32 %[half], %[value]\n"
      "vmov %[bits], %[half]"
      : [bits] "=r"(bits), [half] "=&t"(half)
      : [value] "t"(value));
  return {static_cast<uint16_t>(bits)};
}

float ToFloat(Half value) {
  float whole;
  asm("vmov %[whole], %[bits]\n"
      "vcvtb.f32.f16 %[whole], %[whole]"
      : [whole] "=t"(whole)
      : [bits] "r"(value.bits));
  return whole;
}

void StoreTile(const BinTile& bins, HalfTile* kept) {
  const float* from = bins.re;
  asm volatile(
      "vldmia %[from], {s0-s7}   \n"
      "vcvtb.f16.f32 s8, s0      \n"
      "vcvtt.f16.f32 s8, s1      \n"
      "vcvtb.f16.f32 s9, s2      \n"
      "vcvtt.f16.f32 s9, s3      \n"
      "vcvtb.f16.f32 s10, s4     \n"
      "vcvtt.f16.f32 s10, s5     \n"
      "vcvtb.f16.f32 s11, s6     \n"
      "vcvtt.f16.f32 s11, s7     \n"
      "vstmia %[kept], {s8-s11}  \n"
      :
      : [from] "r"(from), [kept] "r"(kept)
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "memory");
}

void TileMultiplyAdd(const HalfTile* response, const HalfTile* ring, const RingSpan& span,
                     BinTile* sum) {
  static const BinTile kZero = {};
  const HalfTile* slot = ring + span.oldest;
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
        "s14", "s15", "s16", "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26",
        "s27", "s28", "s29", "s30", "s31", "cc", "memory");
}

}  // namespace autocoder
