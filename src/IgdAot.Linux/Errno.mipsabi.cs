namespace IgdAot.Linux;

/// <summary>Above 34 MIPS has the numbers of IRIX.</summary>
public static unsafe partial class Errno
{
    public const int NAMETOOLONG = 78;
    public const int NOSYS = 89;
    public const int OVERFLOW = 79;
    public const int NOTSOCK = 95;
    public const int MSGSIZE = 97;
    public const int NOPROTOOPT = 99;
    public const int PROTONOSUPPORT = 120;
    public const int OPNOTSUPP = 122;
    public const int AFNOSUPPORT = 124;
    public const int ADDRINUSE = 125;
    public const int ADDRNOTAVAIL = 126;
    public const int NETDOWN = 127;
    public const int NETUNREACH = 128;
    public const int CONNABORTED = 130;
    public const int CONNRESET = 131;
    public const int NOBUFS = 132;
    public const int NOTCONN = 134;
    public const int TIMEDOUT = 145;
    public const int CONNREFUSED = 146;
    public const int HOSTUNREACH = 148;
    public const int ALREADY = 149;
    public const int INPROGRESS = 150;
}
