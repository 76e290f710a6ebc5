namespace IgdAot.Linux;

/// <summary>The numbers of system calls.</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 117;
    public const nint SYS_setresgid = 119;
    public const nint SYS_setgroups = 116;
    public const nint SYS_capset = 126;
    public const nint SYS_prctl = 157;
}
