using System.Runtime.InteropServices;

namespace IgdAot.Linux;

/// <summary>
/// The C library's functions and the kernel's numbers, spelled as in C, so that the manual pages are their
/// documentation. Only what is used; build/abi proves each line against the C headers of every target.
/// A function that fails returns -1 and leaves the reason where <see cref="__errno_location"/> points:
/// <see cref="Errno.Result"/> joins the two.
/// </summary>
public static unsafe partial class Libc
{
    private const string Library = "libc";

    // sys/socket.h, linux/socket.h
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SO_BINDTODEVICE = 25;
    public const int SO_ATTACH_FILTER = 26;
    public const int SO_RCVBUFFORCE = 33;
    public const int MSG_TRUNC = 0x20;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int SHUT_WR = 1;

    // netinet/in.h, netinet/tcp.h
    public const int IPPROTO_IP = 0;
    public const int IPPROTO_TCP = 6;
    public const int IP_PKTINFO = 8;
    public const int IP_MULTICAST_IF = 32;
    public const int IP_MULTICAST_TTL = 33;
    public const int IP_MULTICAST_LOOP = 34;
    public const int IP_ADD_MEMBERSHIP = 35;
    public const int IP_MULTICAST_ALL = 49;
    public const int TCP_NODELAY = 1;

    // net/if.h
    public const int IF_NAMESIZE = 16;

    // linux/filter.h
    public const int BPF_LD = 0;
    public const int BPF_W = 0;
    public const int BPF_ABS = 0x20;
    public const int BPF_JMP = 0x05;
    public const int BPF_JEQ = 0x10;
    public const int BPF_K = 0;
    public const int BPF_RET = 0x06;

    // sys/epoll.h
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 0x1;
    public const uint EPOLLOUT = 0x4;
    public const uint EPOLLERR = 0x8;
    public const uint EPOLLHUP = 0x10;
    public const uint EPOLLRDHUP = 0x2000;

    // signal.h, sys/signalfd.h
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const nint SIG_IGN = 1;
    public const int SFD_CLOEXEC = 0x80000;

    // fcntl.h
    public const int O_RDONLY = 0;
    public const int O_CLOEXEC = 0x80000;

    // time.h
    public const int CLOCK_REALTIME = 0;
    public const int CLOCK_MONOTONIC = 1;

    // sys/mman.h
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_PRIVATE = 2;
    public const nint MAP_FAILED = -1;
    public const int MADV_DONTNEED = 4;
    public const int MADV_NOHUGEPAGE = 15;

    // linux/random.h
    public const uint GRND_INSECURE = 4;

    // sys/prctl.h
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_SET_NO_NEW_PRIVS = 38;

    // linux/capability.h
    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    public const int CAP_NET_BIND_SERVICE = 10;
    public const int CAP_NET_ADMIN = 12;

    // errno.h
    [DllImport(Library), SuppressGCTransition]
    public static extern int* __errno_location();

    // sys/socket.h
    [DllImport(Library), NativeCall]
    public static extern int socket(int domain, int type, int protocol);

    [DllImport(Library), NativeCall]
    public static extern int bind(int fd, void* address, uint length);

    [DllImport(Library), NativeCall]
    public static extern int connect(int fd, void* address, uint length);

    [DllImport(Library), NativeCall]
    public static extern int listen(int fd, int backlog);

    [DllImport(Library), NativeCall]
    public static extern int accept4(int fd, void* address, uint* length, int flags);

    [DllImport(Library), NativeCall]
    public static extern int getsockname(int fd, void* address, uint* length);

    [DllImport(Library), NativeCall]
    public static extern int setsockopt(int fd, int level, int option, void* value, uint length);

    [DllImport(Library), NativeCall]
    public static extern int shutdown(int fd, int how);

    [DllImport(Library), NativeCall]
    public static extern nint recv(int fd, void* buffer, nuint length, int flags);

    [DllImport(Library), NativeCall]
    public static extern nint recvfrom(int fd, void* buffer, nuint length, int flags, void* address, uint* addressLength);

    [DllImport(Library), NativeCall]
    public static extern nint recvmsg(int fd, msghdr* message, int flags);

    [DllImport(Library), NativeCall]
    public static extern nint send(int fd, void* buffer, nuint length, int flags);

    [DllImport(Library), NativeCall]
    public static extern nint sendmsg(int fd, msghdr* message, int flags);

    // net/if.h
    [DllImport(Library), NativeCall]
    public static extern uint if_nametoindex(byte* name);

    // sys/epoll.h
    [DllImport(Library), NativeCall]
    public static extern int epoll_create1(int flags);

    [DllImport(Library), NativeCall]
    public static extern int epoll_ctl(int epoll, int operation, int fd, epoll_event* interest);

    [DllImport(Library), NativeCall]
    public static extern int epoll_wait(int epoll, epoll_event* events, int capacity, int timeoutMilliseconds);

    // signal.h, sys/signalfd.h
    [DllImport(Library), NativeCall]
    public static extern void* signal(int number, void* handler);

    [DllImport(Library), NativeCall]
    public static extern int sigemptyset(sigset_t* set);

    [DllImport(Library), NativeCall]
    public static extern int sigaddset(sigset_t* set, int number);

    [DllImport(Library), NativeCall]
    public static extern int sigprocmask(int how, sigset_t* set, sigset_t* previous);

    [DllImport(Library), NativeCall]
    public static extern int signalfd(int fd, sigset_t* set, int flags);

    // fcntl.h, unistd.h, sys/stat.h
    [DllImport(Library), NativeCall]
    public static extern int open(byte* path, int flags, uint mode);

    [DllImport(Library), NativeCall]
    public static extern int close(int fd);

    [DllImport(Library), NativeCall]
    public static extern nint read(int fd, void* buffer, nuint length);

    [DllImport(Library), NativeCall]
    public static extern nint write(int fd, void* buffer, nuint length);

    [DllImport(Library), NativeCall]
    public static extern int unlink(byte* path);

    [DllImport(Library), NativeCall]
    public static extern int chmod(byte* path, uint mode);

    [DllImport(Library), NativeCall]
    public static extern int isatty(int fd);

    [DllImport(Library), NativeCall]
    public static extern int getpid();

    [DllImport(Library), NativeCall]
    public static extern int getpagesize();

    [DllImport(Library), NativeCall]
    public static extern nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    // sys/mman.h
    [DllImport(Library), NativeCall]
    public static extern void* mmap(void* start, nuint length, int protection, int flags, int fd, long offset);

    [DllImport(Library), NativeCall]
    public static extern int madvise(void* start, nuint length, int advice);

    // sys/random.h
    [DllImport(Library), NativeCall]
    public static extern nint getrandom(void* buffer, nuint length, uint flags);

    // stdlib.h
    [DllImport(Library), NativeCall]
    public static extern void abort();
}
