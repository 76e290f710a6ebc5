using IgdAot.Wire;

namespace IgdAot.Linux;

/// <summary>
/// Tells whether a program on this machine holds a port, by binding a socket to it on all addresses: whoever holds the
/// port, on any address or device, is in the way of that. Needs no kernel module, unlike sock_diag, but below 1024 CAP_NET_BIND_SERVICE.
/// </summary>
public static unsafe class PortProbe
{
    /// <summary>A socket for one question. Opened beforehand it costs the question nothing.</summary>
    /// <returns>The descriptor, or -errno.</returns>
    public static int Open(bool isTcp) =>
        Errno.Result(Libc.__errno_location(), Libc.socket(Libc.AF_INET, (isTcp ? Libc.SOCK_STREAM : Libc.SOCK_DGRAM) | Libc.SOCK_CLOEXEC, 0));

    /// <summary>Asks. The socket is of no use afterwards: close it, so that it does not hold the port itself.</summary>
    /// <returns>1 where the port is held, 0 where it is free, or -errno where that cannot be told.</returns>
    public static int IsHeld(int fd, ushort port)
    {
        sockaddr_in address = default;
        address.sin_family = Libc.AF_INET;
        address.sin_port = NetworkOrder.Swap(port);
        int error = Errno.Result(Libc.__errno_location(), Libc.bind(fd, &address, (uint)sizeof(sockaddr_in)));
        return error == -Errno.ADDRINUSE ? 1 : error;
    }
}
