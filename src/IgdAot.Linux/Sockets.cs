using System;
using System.Runtime.CompilerServices;
using IgdAot.Wire;

namespace IgdAot.Linux;

/// <summary>
/// UDP, TCP and local sockets. What is opened is closed on exec and, where not said otherwise, does not block:
/// -AGAIN then means that the event loop will tell when to go on. Every function answers with a value from 0 up,
/// or -errno; an interrupted call is repeated inside.
/// </summary>
public static unsafe class Sockets
{
    private const int Flags = Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;

    // cmsg(3): the data follows the header; the next message would start at a multiple of the machine's word
    private static int PacketInfoOffset => sizeof(cmsghdr);

    private static int PacketInfoSpace => (sizeof(cmsghdr) + sizeof(in_pktinfo) + sizeof(nuint) - 1) & -sizeof(nuint);

    /// <summary>A socket for datagrams, which tells of each one where it went to (<see cref="ReceiveDatagram"/>).</summary>
    /// <param name="address">The address to bind; 0.0.0.0 for all, and for multicast groups.</param>
    /// <param name="port">The port to bind; 0 lets the kernel choose.</param>
    /// <param name="device">The only interface to send and receive on; empty for all.</param>
    /// <returns>The descriptor, or -errno.</returns>
    public static int OpenUdp(Ipv4Address address, ushort port, ReadOnlySpan<byte> device)
    {
        int fd = Errno.Result(Libc.__errno_location(), Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Flags, 0));
        if (fd < 0)
        {
            return fd;
        }

        int result = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_PKTINFO, 1);
        if (result >= 0)
        {
            // Otherwise this socket hears the groups that any other program has joined on its port. Every kernel in
            // question knows the option, but qemu-user does not: all is as well there, only less tidy.
            _ = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_MULTICAST_ALL, 0);
            result = Bind(fd, address, port, device);
        }

        return FinishOpening(fd, result);
    }

    /// <summary>A socket that takes TCP connections; those it accepts send small answers at once (TCP_NODELAY).</summary>
    /// <param name="address">The address to bind; 0.0.0.0 for all.</param>
    /// <param name="port">The port to bind; 0 lets the kernel choose.</param>
    /// <param name="device">The only interface to take them from; empty for all.</param>
    /// <param name="backlog">How many may wait to be accepted.</param>
    /// <returns>The descriptor, or -errno.</returns>
    public static int OpenTcpListener(Ipv4Address address, ushort port, ReadOnlySpan<byte> device, int backlog)
    {
        int fd = Errno.Result(Libc.__errno_location(), Libc.socket(Libc.AF_INET, Libc.SOCK_STREAM | Flags, 0));
        if (fd < 0)
        {
            return fd;
        }

        // Linux hands this on to each accepted connection, which saves a call there.
        int result = SetOption(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        if (result >= 0)
        {
            result = Bind(fd, address, port, device);
        }

        if (result >= 0)
        {
            result = Errno.Result(Libc.__errno_location(), Libc.listen(fd, backlog));
        }

        return FinishOpening(fd, result);
    }

    /// <summary>Takes the next connection. One that its client has given up already is passed over.</summary>
    /// <returns>The connection's descriptor, or -errno; -MFILE, -NFILE, -NOBUFS and -NOMEM leave it waiting.</returns>
    public static int Accept(int listener, out Ipv4Address peer, out ushort peerPort)
    {
        sockaddr_in address = default;
        uint length = (uint)sizeof(sockaddr_in);
        int fd = AcceptAny(listener, &address, &length);
        peer = NetworkOrder.Address(address.sin_addr);
        peerPort = NetworkOrder.Swap(address.sin_port);
        return fd;
    }

    /// <summary>Reads from a connection.</summary>
    /// <returns>How many bytes came; 0 at the end of the stream (or for an empty buffer); or -errno.</returns>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            int count;
            do
            {
                count = Errno.Result(Libc.__errno_location(), Libc.recv(fd, start, (nuint)buffer.Length, 0));
            }
            while (count == -Errno.INTR);

            return count;
        }
    }

    /// <summary>Reads one datagram.</summary>
    /// <returns>
    /// Its length, or -errno. A length above that of <paramref name="buffer"/> tells that the rest was cut off.
    /// </returns>
    public static int ReceiveDatagram(int fd, Span<byte> buffer, out Datagram datagram)
    {
        sockaddr_in source = default;
        ulong* control = stackalloc ulong[8];
        fixed (byte* start = buffer)
        {
            iovec part = new() { iov_base = start, iov_len = (nuint)buffer.Length };
            msghdr message = new()
            {
                msg_name = &source,
                msg_namelen = (uint)sizeof(sockaddr_in),
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = (nuint)PacketInfoSpace,
            };

            int length;
            do
            {
                length = Errno.Result(Libc.__errno_location(), Libc.recvmsg(fd, &message, Libc.MSG_TRUNC));
            }
            while (length == -Errno.INTR);

            datagram = default;
            if (length < 0)
            {
                return length;
            }

            datagram.Source = NetworkOrder.Address(source.sin_addr);
            datagram.SourcePort = NetworkOrder.Swap(source.sin_port);
            cmsghdr* header = (cmsghdr*)control;
            // nothing but IP_PKTINFO was asked for, and there is room for that alone
            if (message.msg_controllen >= (nuint)(PacketInfoOffset + sizeof(in_pktinfo))
                && header->cmsg_level == Libc.IPPROTO_IP
                && header->cmsg_type == Libc.IP_PKTINFO)
            {
                in_pktinfo* information = (in_pktinfo*)((byte*)control + PacketInfoOffset);
                datagram.Destination = NetworkOrder.Address(information->ipi_addr);
                datagram.InterfaceIndex = information->ipi_ifindex;
            }

            return length;
        }
    }

    /// <summary>Writes to a connection, as much as it takes now. A closed one gives -PIPE, never a signal.</summary>
    /// <returns>How many bytes were taken, or -errno.</returns>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int count;
            do
            {
                count = Errno.Result(
                    Libc.__errno_location(), Libc.send(fd, start, (nuint)bytes.Length, Libc.MSG_NOSIGNAL));
            }
            while (count == -Errno.INTR);

            return count;
        }
    }

    /// <summary>
    /// Sends one datagram, with <paramref name="from"/> as its source address, which must be ours; 0.0.0.0 leaves
    /// that to the kernel.
    /// </summary>
    /// <returns>Its length, or -errno.</returns>
    public static int SendDatagram(int fd, ReadOnlySpan<byte> bytes, Ipv4Address to, ushort port, Ipv4Address from)
    {
        sockaddr_in destination = SocketAddress(to, port);
        ulong* control = stackalloc ulong[8];
        fixed (byte* start = bytes)
        {
            iovec part = new() { iov_base = start, iov_len = (nuint)bytes.Length };
            msghdr message = new()
            {
                msg_name = &destination,
                msg_namelen = (uint)sizeof(sockaddr_in),
                msg_iov = &part,
                msg_iovlen = 1,
            };

            if (!from.IsUnspecified)
            {
                cmsghdr* header = (cmsghdr*)control;
                header->cmsg_len = (nuint)(PacketInfoOffset + sizeof(in_pktinfo));
                header->cmsg_level = Libc.IPPROTO_IP;
                header->cmsg_type = Libc.IP_PKTINFO;
                in_pktinfo* information = (in_pktinfo*)((byte*)control + PacketInfoOffset);
                *information = new in_pktinfo { ipi_spec_dst = NetworkOrder.Of(from) };
                message.msg_control = control;
                message.msg_controllen = (nuint)PacketInfoSpace;
            }

            int count;
            do
            {
                count = Errno.Result(Libc.__errno_location(), Libc.sendmsg(fd, &message, Libc.MSG_NOSIGNAL));
            }
            while (count == -Errno.INTR);

            return count;
        }
    }

    /// <summary>Joins a multicast group on one interface. To be in it already is no error.</summary>
    /// <returns>0 or -errno.</returns>
    public static int JoinMulticast(int fd, Ipv4Address group, int interfaceIndex)
    {
        ip_mreqn request = new() { imr_multiaddr = NetworkOrder.Of(group), imr_ifindex = interfaceIndex };
        int result = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_ADD_MEMBERSHIP, &request, sizeof(ip_mreqn));
        return result == -Errno.ADDRINUSE ? 0 : result;
    }

    /// <summary>How multicast datagrams leave.</summary>
    /// <param name="fd">A socket of <see cref="OpenUdp"/>.</param>
    /// <param name="interfaceIndex">The interface that they leave by.</param>
    /// <param name="ttl">Hops, 0 to 255.</param>
    /// <param name="loop">Whether programs on this machine hear them too.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetMulticast(int fd, int interfaceIndex, int ttl, bool loop)
    {
        ip_mreqn request = new() { imr_ifindex = interfaceIndex };
        int result = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_MULTICAST_IF, &request, sizeof(ip_mreqn));
        if (result >= 0)
        {
            result = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_MULTICAST_TTL, ttl);
        }

        if (result >= 0)
        {
            result = SetOption(fd, Libc.IPPROTO_IP, Libc.IP_MULTICAST_LOOP, loop ? 1 : 0);
        }

        return result;
    }

    /// <summary>Tells the peer that nothing more will come; it may still send.</summary>
    /// <returns>0 or -errno.</returns>
    public static int ShutdownWrite(int fd) => Errno.Result(Libc.__errno_location(), Libc.shutdown(fd, Libc.SHUT_WR));

    /// <summary>Closes a descriptor. Linux has closed it even where this reports an error: never repeat it.</summary>
    /// <returns>0 or -errno.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Close(int fd) => Errno.Result(Libc.__errno_location(), Libc.close(fd));

    /// <summary>
    /// A local stream socket that takes connections. A socket that somebody left behind under this name is replaced;
    /// one that is served, and anything that is no socket, is left alone.
    /// </summary>
    /// <param name="path">Up to 107 bytes.</param>
    /// <param name="mode">Permission bits: who may write may connect.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <returns>The descriptor, or -errno: -ADDRINUSE where the name is taken.</returns>
    public static int ListenUnix(ReadOnlySpan<byte> path, uint mode, int backlog)
    {
        sockaddr_un address;
        int result = SocketAddress(path, &address);
        if (result < 0)
        {
            return result;
        }

        int fd = Errno.Result(Libc.__errno_location(), Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Flags, 0));
        if (fd < 0)
        {
            return fd;
        }

        result = BindUnix(fd, &address);
        if (result == -Errno.ADDRINUSE && IsLeftBehind(path, &address))
        {
            _ = Libc.unlink(address.sun_path);
            result = BindUnix(fd, &address);
        }

        // Before listen() nobody can connect, so the permissions are right from the first moment.
        if (result >= 0)
        {
            result = Errno.Result(Libc.__errno_location(), Libc.chmod(address.sun_path, mode));
        }

        if (result >= 0)
        {
            result = Errno.Result(Libc.__errno_location(), Libc.listen(fd, backlog));
        }

        return FinishOpening(fd, result);
    }

    /// <summary>Connects to a local stream socket. This one blocks: it is for a command that asks and waits for the answer.</summary>
    /// <returns>The descriptor, or -errno.</returns>
    public static int ConnectUnix(ReadOnlySpan<byte> path)
    {
        sockaddr_un address;
        int result = SocketAddress(path, &address);
        return result < 0 ? result : ConnectUnix(&address, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC);
    }

    /// <summary>Takes the next connection of a local socket.</summary>
    /// <returns>Its descriptor, which does not block, or -errno.</returns>
    public static int AcceptUnix(int listener) => AcceptAny(listener, null, null);

    /// <summary>The kernel's number of an interface.</summary>
    /// <returns>1 or more; -NODEV where there is none of this name; -NAMETOOLONG or -INVAL where there cannot be one.</returns>
    public static int InterfaceIndex(ReadOnlySpan<byte> name)
    {
        byte* text = stackalloc byte[Libc.IF_NAMESIZE];
        int result = CString.Copy(name, text, Libc.IF_NAMESIZE);
        if (result < 0)
        {
            return result;
        }

        int index = (int)Libc.if_nametoindex(text);
        return index == 0 ? -Errno.NODEV : index;
    }

    internal static int SetOption(int fd, int level, int option, int value) =>
        SetOption(fd, level, option, &value, sizeof(int));

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int SetOption(int fd, int level, int option, void* value, int length) =>
        Errno.Result(Libc.__errno_location(), Libc.setsockopt(fd, level, option, value, (uint)length));

    /// <summary>The descriptor where all went well; otherwise it is closed and the error is the answer.</summary>
    internal static int FinishOpening(int fd, int result)
    {
        if (result >= 0)
        {
            return fd;
        }

        _ = Libc.close(fd);
        return result;
    }

    /// <summary>A local socket of this type, connected.</summary>
    internal static int ConnectUnix(sockaddr_un* address, int type)
    {
        int fd = Errno.Result(Libc.__errno_location(), Libc.socket(Libc.AF_UNIX, type, 0));
        if (fd < 0)
        {
            return fd;
        }

        int result;
        do
        {
            result = Errno.Result(Libc.__errno_location(), Libc.connect(fd, address, (uint)sizeof(sockaddr_un)));
        }
        while (result == -Errno.INTR);

        return FinishOpening(fd, result);
    }

    internal static int SocketAddress(ReadOnlySpan<byte> path, sockaddr_un* address)
    {
        *address = default;
        address->sun_family = Libc.AF_UNIX;
        return CString.Copy(path, address->sun_path, sockaddr_un.PathCapacity);
    }

    private static sockaddr_in SocketAddress(Ipv4Address address, ushort port) => new()
    {
        sin_family = Libc.AF_INET,
        sin_port = NetworkOrder.Swap(port),
        sin_addr = NetworkOrder.Of(address),
    };

    private static int Bind(int fd, Ipv4Address address, ushort port, ReadOnlySpan<byte> device)
    {
        // A restart must not wait for connections of the last run; SSDP's port is shared with other programs.
        int result = SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        if (result >= 0 && !device.IsEmpty)
        {
            byte* name = stackalloc byte[Libc.IF_NAMESIZE];
            result = CString.Copy(device, name, Libc.IF_NAMESIZE);
            if (result >= 0)
            {
                result = SetOption(fd, Libc.SOL_SOCKET, Libc.SO_BINDTODEVICE, name, device.Length);
            }
        }

        if (result >= 0)
        {
            sockaddr_in local = SocketAddress(address, port);
            result = Errno.Result(Libc.__errno_location(), Libc.bind(fd, &local, (uint)sizeof(sockaddr_in)));
        }

        return result;
    }

    private static int BindUnix(int fd, sockaddr_un* address) =>
        Errno.Result(Libc.__errno_location(), Libc.bind(fd, address, (uint)sizeof(sockaddr_un)));

    // True for a socket on which nobody listens. Opening one as a file gives ENXIO (open(2)), other things do not.
    private static bool IsLeftBehind(ReadOnlySpan<byte> path, sockaddr_un* address)
    {
        int probe = ConnectUnix(address, Libc.SOCK_STREAM | Flags);
        if (probe >= 0)
        {
            _ = Libc.close(probe);
        }

        if (probe != -Errno.CONNREFUSED)
        {
            return false;
        }

        int file = Files.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK);
        if (file >= 0)
        {
            _ = Libc.close(file);
        }

        return file == -Errno.NXIO;
    }

    private static int AcceptAny(int listener, void* address, uint* length)
    {
        int fd;
        do
        {
            fd = Errno.Result(Libc.__errno_location(), Libc.accept4(listener, address, length, Flags));
        }
        while (fd == -Errno.INTR || fd == -Errno.CONNABORTED);

        return fd;
    }
}
