// 64-bit division as the ABI for the Arm architecture has it: quotient in r0 and r1, remainder in r2 and r3. ARMv5.

    .syntax unified
    .arch armv5te
    .arm
    .text

    .macro divide name, by
    .globl \name
    .type \name, %function
\name:
    push {lr}
    sub sp, sp, #28
    add r12, sp, #8
    str r12, [sp]
    bl \by
    add r12, sp, #8
    ldmia r12, {r0-r3}
    add sp, sp, #28
    pop {pc}
    .size \name, . - \name
    .endm

    divide __aeabi_uldivmod, igd_uldivmod
    divide __aeabi_ldivmod, igd_ldivmod

// Named by the unwind tables of musl. Nothing unwinds here.
    .globl __aeabi_unwind_cpp_pr0
    .globl __aeabi_unwind_cpp_pr1
    .globl __aeabi_unwind_cpp_pr2
    .type __aeabi_unwind_cpp_pr0, %function
__aeabi_unwind_cpp_pr0:
__aeabi_unwind_cpp_pr1:
__aeabi_unwind_cpp_pr2:
    bx lr

    .section .note.GNU-stack, "", %progbits
