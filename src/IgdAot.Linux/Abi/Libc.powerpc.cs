namespace IgdAot.Linux;

/// <summary>The numbers of system calls.</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 164;
    public const nint SYS_setresgid = 169;
    public const nint SYS_setgroups = 81;
    public const nint SYS_capset = 184;
    public const nint SYS_prctl = 171;
}
