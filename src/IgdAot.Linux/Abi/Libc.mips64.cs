namespace IgdAot.Linux;

/// <summary>The numbers of system calls in the 64-bit ABI of MIPS (n64).</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 5115;
    public const nint SYS_setresgid = 5117;
    public const nint SYS_setgroups = 5114;
    public const nint SYS_capset = 5124;
    public const nint SYS_prctl = 5153;
}
