// What ilc's ARM code calls by these names. Thumb-2, ARMv7-A.

    .syntax unified
    .thumb
    .text

// RhpStackProbe: see x64.S. In: r4 = the lowest address that the frame will use. Keeps every register but the flags.
    .globl RhpStackProbe
    .type RhpStackProbe, %function
RhpStackProbe:
    push {r0, r1}
    mov r1, sp
1:  sub r1, r1, #4096
    ldr r0, [r1]
    cmp r1, r4
    bhi 1b
    pop {r0, r1}
    bx lr
    .size RhpStackProbe, . - RhpStackProbe

// 64-bit shifts: r1:r0 by r2, which the language limits to 0..63. A register shift by 32 or more gives 0, and by a
// negative amount (its low byte is 224 and more) too; that makes the two halves meet without a branch for lsl and lsr.
    .globl RhpLLsh
    .type RhpLLsh, %function
RhpLLsh:
    and r2, r2, #63
    rsb r3, r2, #32
    lsl r1, r1, r2
    lsr r3, r0, r3
    orr r1, r1, r3
    subs r3, r2, #32
    it pl
    lslpl r1, r0, r3
    lsl r0, r0, r2
    bx lr
    .size RhpLLsh, . - RhpLLsh

    .globl RhpLRsz
    .type RhpLRsz, %function
RhpLRsz:
    and r2, r2, #63
    rsb r3, r2, #32
    lsr r0, r0, r2
    lsl r3, r1, r3
    orr r0, r0, r3
    subs r3, r2, #32
    it pl
    lsrpl r0, r1, r3
    lsr r1, r1, r2
    bx lr
    .size RhpLRsz, . - RhpLRsz

    .globl RhpLRsh
    .type RhpLRsh, %function
RhpLRsh:
    and r2, r2, #63
    rsb r3, r2, #32
    lsr r0, r0, r2
    lsl r3, r1, r3
    orr r0, r0, r3
    subs r3, r2, #32
    it pl
    asrpl r0, r1, r3
    asr r1, r1, r2
    bx lr
    .size RhpLRsh, . - RhpLRsh

// r1:r0 = r1:r0 * r3:r2.
    .globl RhpLMul
    .type RhpLMul, %function
RhpLMul:
    mul r1, r1, r2
    mla r1, r0, r3, r1
    umull r0, r2, r0, r2
    add r1, r1, r2
    bx lr
    .size RhpLMul, . - RhpLMul

// Named by the unwind tables of musl and of ilc. Nothing unwinds here.
    .globl __aeabi_unwind_cpp_pr0
    .globl __aeabi_unwind_cpp_pr1
    .globl __aeabi_unwind_cpp_pr2
    .type __aeabi_unwind_cpp_pr0, %function
__aeabi_unwind_cpp_pr0:
__aeabi_unwind_cpp_pr1:
__aeabi_unwind_cpp_pr2:
    bx lr

    .section .note.GNU-stack, "", %progbits
