namespace IgdAot.Linux;

/// <summary>Above 34 the numbers are those of the kernel's generic architecture headers. MIPS has its own.</summary>
public static unsafe partial class Errno
{
    public const int NAMETOOLONG = 36;
    public const int NOSYS = 38;
    public const int OVERFLOW = 75;
    public const int NOTSOCK = 88;
    public const int MSGSIZE = 90;
    public const int NOPROTOOPT = 92;
    public const int PROTONOSUPPORT = 93;
    public const int OPNOTSUPP = 95;
    public const int AFNOSUPPORT = 97;
    public const int ADDRINUSE = 98;
    public const int ADDRNOTAVAIL = 99;
    public const int NETDOWN = 100;
    public const int NETUNREACH = 101;
    public const int CONNABORTED = 103;
    public const int CONNRESET = 104;
    public const int NOBUFS = 105;
    public const int NOTCONN = 107;
    public const int TIMEDOUT = 110;
    public const int CONNREFUSED = 111;
    public const int HOSTUNREACH = 113;
    public const int ALREADY = 114;
    public const int INPROGRESS = 115;
}
