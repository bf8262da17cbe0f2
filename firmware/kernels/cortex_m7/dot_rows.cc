// SPDX-License-Identifier: MIT
#include "kernels/dot_rows.h"

namespace autocoder {

// Assembly, because the inner loop needs nearly all general registers:
//   r0 pairs, r1 activations, lr where this run of columns ends, r8-r11 eight
//   pairs, r2 and r3 four activations, r4 and r6 sums of even rows, r5 and r7
//   the mixed sums, r12 what the run's sums are added to.
// It spends 30 instructions on 32 multiply-adds. A run is at most 512 columns
// (1024 bytes of activations): 512 * 127 * 128 < 2^23, so that 256 times the
// odd sum stays within 32 bits.
// On the stack: activations at 0, biases at 4, sums at 8, and in the
// arguments' own places the rows left at 48 and the end of columns at 52.
__attribute__((naked)) void DotRows(const int16_t*, const int16_t*,
                                    const int32_t*, int32_t*, size_t,
                                    size_t) {
  asm(R"(
    push    {r1-r11, lr}
    ldr     r12, [sp, #52]
    add     r12, r1, r12, lsl #1
    str     r12, [sp, #52]
    mov     r12, r2

1:  mov     r4, #0
    mov     r5, #0
    mov     r6, #0
    mov     r7, #0
    ldr     r2, [sp, #52]
    add     lr, r1, #1024
    cmp     lr, r2
    it      hi
    movhi   lr, r2

2:  .rept   2
    ldmia   r0!, {r8-r11}
    ldmia   r1!, {r2, r3}
    smlad   r5, r8, r2, r5
    sxtb16  r8, r8
    smlad   r7, r10, r2, r7
    sxtb16  r10, r10
    smlad   r4, r8, r2, r4
    smlad   r5, r9, r3, r5
    sxtb16  r9, r9
    smlad   r6, r10, r2, r6
    smlad   r7, r11, r3, r7
    sxtb16  r11, r11
    smlad   r4, r9, r3, r4
    smlad   r6, r11, r3, r6
    .endr
    cmp     r1, lr
    bne     2b

    sub     r5, r5, r4
    sub     r7, r7, r6
    ldmia   r12, {r8-r11}
    add     r4, r8, r4
    add     r5, r9, r5, asr #8
    add     r6, r10, r6
    add     r7, r11, r7, asr #8
    ldr     r12, [sp, #8]
    stmia   r12, {r4-r7}
    ldr     r2, [sp, #52]
    cmp     r1, r2
    bne     1b

    add     r12, r12, #16
    str     r12, [sp, #8]
    ldr     r12, [sp, #4]
    add     r12, r12, #16
    str     r12, [sp, #4]
    ldr     r1, [sp, #0]
    ldr     r2, [sp, #48]
    subs    r2, r2, #4
    str     r2, [sp, #48]
    bne     1b
    pop     {r1-r11, pc}
  )");
}

}  // namespace autocoder
