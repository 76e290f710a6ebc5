namespace IgdAot.Linux;

/// <summary>Numbers that MIPS shares with IRIX, where other processors have the kernel's generic ones; of either order and width.</summary>
public static unsafe partial class Libc
{
    // sys/socket.h
    public const int SOCK_STREAM = 2;
    public const int SOCK_DGRAM = 1;
    public const int SOCK_NONBLOCK = 0x80;
    public const int SOL_SOCKET = 0xffff;
    public const int SO_REUSEADDR = 4;
    public const int SO_SNDBUF = 0x1001;
    public const int SO_RCVBUF = 0x1002;
    public const int SO_SNDBUFFORCE = 31;

    // signal.h, sys/signalfd.h
    public const int SIGUSR1 = 16;
    public const int SIG_BLOCK = 1;
    public const int SFD_NONBLOCK = 0x80;

    // fcntl.h
    public const int O_NONBLOCK = 0x80;

    // sys/mman.h
    public const int MAP_ANONYMOUS = 0x800;
}
