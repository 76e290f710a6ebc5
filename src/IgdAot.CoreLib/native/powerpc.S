// The ends of functions, which gcc shares between all when it compiles for size: _restgpr_N_x loads rN up to r31 from
// below r11, where the caller's frame begins, and returns to the caller.

    .text
    .irp number, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    .globl _restgpr_\number\()_x
    .type _restgpr_\number\()_x, @function
_restgpr_\number\()_x:
    lwz \number, 4 * (\number - 32)(11)
    .endr
    lwz 0, 4(11)
    mtlr 0
    mr 1, 11
    blr

    .section .note.GNU-stack, "", @progbits
