namespace IgdAot.Linux;

/// <summary>Numbers of the kernel's generic architecture headers. MIPS has its own for these.</summary>
public static unsafe partial class Libc
{
    // sys/socket.h
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_SNDBUFFORCE = 32;

    // signal.h, sys/signalfd.h
    public const int SIGUSR1 = 10;
    public const int SIG_BLOCK = 0;
    public const int SFD_NONBLOCK = 0x800;

    // fcntl.h
    public const int O_NONBLOCK = 0x800;

    // sys/mman.h
    public const int MAP_ANONYMOUS = 0x20;
}
