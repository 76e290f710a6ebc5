namespace IgdAot.Linux;

/// <summary>The numbers of system calls in the kernel's generic table, which the newer 64-bit processors have: arm64, riscv64.</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 147;
    public const nint SYS_setresgid = 149;
    public const nint SYS_setgroups = 159;
    public const nint SYS_capset = 91;
    public const nint SYS_prctl = 167;
}
