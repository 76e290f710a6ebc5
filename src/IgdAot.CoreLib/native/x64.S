// RhpStackProbe: a frame bigger than a page touches its pages from the top down, so that the guard page is met
// and not jumped over. In: r11 = the lowest address that the frame will use. Keeps every register but r11's page bits.

    .text
    .globl RhpStackProbe
    .type RhpStackProbe, @function
RhpStackProbe:
    push %rax
    lea (%rsp), %rax
1:  sub $4096, %rax
    test %al, (%rax)
    cmp %r11, %rax
    ja 1b
    pop %rax
    ret
    .size RhpStackProbe, . - RhpStackProbe

    .section .note.GNU-stack, "", @progbits
