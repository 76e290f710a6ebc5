// The last resort: a failed check or a signal ends the process here, with one line that says what and where.
// C, because it must not depend on the code whose fault it reports. Nothing here allocates or takes a lock.
//
// The process dies by SIGABRT afterwards, so that a supervisor sees a crash and not an exit.

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <ucontext.h>
#include <unistd.h>

#include "fault.h"

#ifdef __PIE__
// The image's first byte, which the map numbers 0 when the kernel chooses the place.
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
#define LOAD_BASE ((uintptr_t)__ehdr_start)
#else
#define LOAD_BASE 0
#endif

// ilc's functions with buffers on the stack check this word before they return. Never zero.
uintptr_t __security_cookie;

// The compiler asks after some calls whether a collector wants the thread to stop. There is none: the answer is
// always no.
int RhpTrapThreads;

void RhpGcPoll(void)
{
}

__attribute__((noinline)) static char *put(char *at, const char *text)
{
    while (*text != 0)
        *at++ = *text++;
    return at;
}

static inline char *put_number(char *at, uintptr_t value, unsigned base)
{
    char digits[24];
    int count = 0;
    do
        digits[count++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);
    while (count != 0)
        *at++ = digits[--count];
    return at;
}

_Noreturn static void report(const char *kind, uintptr_t pc)
{
    static const struct sockaddr_un syslog = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
    char line[160];

    // RFC 3164 with facility daemon (3) and severity error (3): 3 * 8 + 3 = 27.
    char *at = put(line, "<27>igdaotd[");
    at = put_number(at, (uintptr_t)getpid(), 10);
    at = put(at, "]: fault: ");
    at = put(at, kind);
    at = put(at, " at pc 0x");
    at = put_number(at, pc - LOAD_BASE, 16);
    at = put(at, "; resolve with build/resolve");

    int log = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (log >= 0)
        sendto(log, line, (size_t)(at - line), MSG_NOSIGNAL, (const struct sockaddr *)&syslog, sizeof syslog);

    *at++ = '\n';
    // Without the priority in front, which is syslog's.
    ssize_t ignored = write(STDERR_FILENO, line + 4, (size_t)(at - line - 4));
    (void)ignored;

    abort();
}

// A return address points behind the call: one less is inside it. The lowest bit is that of Thumb code.
_Noreturn void igd_fault_at(const char *kind, const void *caller)
{
    uintptr_t pc = (uintptr_t)caller;
#ifdef __arm__
    pc &= ~(uintptr_t)1;
#endif
    report(kind, pc - 1);
}

// What the checks in generated code call (Contract/ThrowHelpers.cs).
#define FAULT(name, kind) \
    _Noreturn void name(void) { igd_fault_at(kind, __builtin_return_address(0)); }

FAULT(igd_fault_index, "index out of range")
FAULT(igd_fault_null, "null reference")
FAULT(igd_fault_overflow, "overflow")
FAULT(igd_fault_divide, "divide by zero")
FAULT(igd_fault_argument, "argument out of range")
FAULT(igd_fault_unsupported, "unsupported operation")
// The cookie did not match: something wrote beyond a buffer on the stack.
FAULT(RhpFallbackFailFast, "stack buffer overrun")

static uintptr_t pc_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.pc;
#elif defined(__arm__)
    return (uintptr_t)context->uc_mcontext.arm_pc;
#elif defined(__mips__)
    return (uintptr_t)context->uc_mcontext.pc;
#elif defined(__riscv)
    return (uintptr_t)context->uc_mcontext.__gregs[REG_PC];
#elif defined(__i386__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_EIP];
#elif defined(__powerpc__)
    // Behind the 32 registers (ptrace.h: PT_NIP).
    return (uintptr_t)context->uc_regs->gregs[32];
#endif
}

static uintptr_t sp_of(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.sp;
#elif defined(__arm__)
    return (uintptr_t)context->uc_mcontext.arm_sp;
#elif defined(__mips__)
    return (uintptr_t)context->uc_mcontext.gregs[29];
#elif defined(__riscv)
    return (uintptr_t)context->uc_mcontext.__gregs[REG_SP];
#elif defined(__i386__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_ESP];
#elif defined(__powerpc__)
    return (uintptr_t)context->uc_regs->gregs[1];
#endif
}

static void on_signal(int number, siginfo_t *info, void *opaque)
{
    const ucontext_t *context = opaque;
    uintptr_t address = (uintptr_t)info->si_addr;
    const char *kind = "memory fault";

    if (number == SIGFPE)
        // x64 raises the same signal for int.MinValue / -1.
        kind = "divide by zero or overflow";
    else if (number == SIGILL)
        kind = "illegal instruction";
    else if (number == SIGBUS)
        kind = "bus error";
    else if (address < 0x10000)
        // No page is mapped there: a null reference plus the offset of a field.
        kind = "null reference";
    else if (address - (sp_of(context) - 0x10000) < 0x20000)
        kind = "stack overflow";
    report(kind, pc_of(context));
}

// Before main. The alternative stack is for the fault that has used up the ordinary one.
__attribute__((constructor)) static void install(void)
{
    static char stack[8192];
    static const int numbers[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
    const stack_t alternative = { .ss_sp = stack, .ss_size = sizeof stack };
    // Reset at once: a second fault, inside the report, kills the process without a word.
    struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND) };

    // The kernel hands sixteen random bytes to every program. musl's own guard takes the first half.
    memcpy(&__security_cookie, (const char *)getauxval(AT_RANDOM) + 8, sizeof __security_cookie);
    if (__security_cookie == 0)
        __security_cookie = 1;

    sigaltstack(&alternative, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}
