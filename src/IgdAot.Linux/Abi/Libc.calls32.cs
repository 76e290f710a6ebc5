namespace IgdAot.Linux;

/// <summary>The numbers of system calls, in which arm and i386 agree for these. Where the kernel has two, it is the one with identities of 32 bits: 'setresuid32'.</summary>
public static unsafe partial class Libc
{
    // sys/syscall.h
    public const nint SYS_setresuid = 208;
    public const nint SYS_setresgid = 210;
    public const nint SYS_setgroups = 206;
    public const nint SYS_capset = 185;
    public const nint SYS_prctl = 172;
}
