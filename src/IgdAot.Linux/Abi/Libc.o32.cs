namespace IgdAot.Linux;

/// <summary>The numbers of system calls in the 32-bit ABI of MIPS.</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 4185;
    public const nint SYS_setresgid = 4190;
    public const nint SYS_setgroups = 4081;
    public const nint SYS_capset = 4205;
    public const nint SYS_prctl = 4192;
}
