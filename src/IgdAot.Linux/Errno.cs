using System;

namespace IgdAot.Linux;

/// <summary>
/// Error numbers, as in errno.h without the E. Every function of this layer answers with a value from 0 up, or
/// with the negative of one of these.
/// </summary>
public static unsafe partial class Errno
{
    public const int PERM = 1;
    public const int NOENT = 2;
    public const int INTR = 4;
    public const int IO = 5;
    public const int NXIO = 6;
    public const int BADF = 9;
    public const int AGAIN = 11;
    public const int NOMEM = 12;
    public const int ACCES = 13;
    public const int BUSY = 16;
    public const int EXIST = 17;
    public const int NODEV = 19;
    public const int NOTDIR = 20;
    public const int ISDIR = 21;
    public const int INVAL = 22;
    public const int NFILE = 23;
    public const int MFILE = 24;
    public const int FBIG = 27;
    public const int NOSPC = 28;
    public const int ROFS = 30;
    public const int PIPE = 32;
    public const int RANGE = 34;

    /// <summary>
    /// The result of a C function as this layer returns it. The arguments are evaluated in this order on purpose:
    /// <c>Errno.Result(Libc.__errno_location(), Libc.close(fd))</c> finds the place before the call, so that nothing
    /// the runtime does between two calls can come between the failure and its reason.
    /// </summary>
    /// <param name="location">Where this thread's errno is.</param>
    /// <param name="result">What the function returned; below zero it has failed.</param>
    public static int Result(int* location, nint result) => result < 0 ? -*location : (int)result;

    /// <summary>A few English words for a log line, for the errors that a person can do something about; takes the number with either sign.</summary>
    public static ReadOnlySpan<byte> Text(int error) => (error < 0 ? -error : error) switch
    {
        0 => "success"u8,
        PERM => "not permitted"u8,
        NOENT => "no such file or object"u8,
        IO => "input/output error"u8,
        NOMEM => "out of memory"u8,
        ACCES => "permission denied"u8,
        EXIST => "exists already"u8,
        NODEV => "no such device"u8,
        NOTDIR => "not a directory"u8,
        ISDIR => "is a directory"u8,
        INVAL => "invalid argument"u8,
        NFILE => "too many open files in the system"u8,
        MFILE => "too many open files"u8,
        FBIG => "file too large"u8,
        NAMETOOLONG => "name too long"u8,
        PROTONOSUPPORT => "protocol not supported"u8,
        AFNOSUPPORT => "address family not supported"u8,
        ADDRINUSE => "address in use"u8,
        ADDRNOTAVAIL => "address not available"u8,
        NOBUFS => "no buffer space"u8,
        CONNREFUSED => "connection refused"u8,
        _ => "refused by the kernel"u8,
    };
}
