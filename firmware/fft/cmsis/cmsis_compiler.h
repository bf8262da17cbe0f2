// SPDX-License-Identifier: MIT
// What CMSIS-DSP expects of CMSIS-Core, which its PyPI distribution leaves out. Only the float
// transforms are compiled; the integer intrinsics are here for CMSIS-DSP's headers to parse.
#ifndef AUTOCODER_FFT_CMSIS_CMSIS_COMPILER_H_
#define AUTOCODER_FFT_CMSIS_CMSIS_COMPILER_H_

#include <stdint.h>

#define __ASM __asm
#define __ALIGNED(bytes) __attribute__((aligned(bytes)))
#define __STATIC_INLINE static inline
#define __STATIC_FORCEINLINE static inline __attribute__((always_inline))

__STATIC_FORCEINLINE uint8_t __CLZ(uint32_t value) {
  return value == 0 ? 32 : (uint8_t)__builtin_clz(value);
}

#if defined(__ARM_FEATURE_DSP)

#include <arm_acle.h>

#define __SSAT __ssat
#define __SMUAD __smuad
#define __SMLALD __smlald
#define __QADD __qadd
#define __QSUB __qsub
#define __QADD16 __qadd16
#define __QSUB16 __qsub16
#define __SXTB16 __sxtb16

#else

__STATIC_FORCEINLINE int32_t __SSAT(int32_t value, uint32_t bits) {
  const int32_t max = (int32_t)((1u << (bits - 1)) - 1);
  return value > max ? max : value < -max - 1 ? -max - 1 : value;
}

#endif

#endif  // AUTOCODER_FFT_CMSIS_CMSIS_COMPILER_H_
