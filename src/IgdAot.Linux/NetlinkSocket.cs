using System;
using System.Runtime.CompilerServices;
using IgdAot.Wire.Netlink;

namespace IgdAot.Linux;

/// <summary>
/// The kernel's end of netlink. The sockets do not block and are closed on exec. Every function answers with a value
/// from 0 up, or -errno; an interrupted call is repeated inside.
/// </summary>
public static unsafe class NetlinkSocket
{
    /// <summary>Opens a socket and lets the kernel choose its port.</summary>
    /// <param name="protocol">NETLINK_NETFILTER or NETLINK_ROUTE.</param>
    /// <returns>The descriptor, or -errno.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Open(int protocol)
    {
        int fd = Errno.Result(
            Libc.__errno_location(),
            Libc.socket(NetlinkAbi.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, protocol));
        if (fd < 0)
        {
            return fd;
        }

        // Refusals come with the kernel's own words, and without a copy of the request. A kernel that knows neither
        // only answers with fewer words and more bytes.
        _ = Sockets.SetOption(fd, NetlinkAbi.SOL_NETLINK, NetlinkAbi.NETLINK_EXT_ACK, 1);
        _ = Sockets.SetOption(fd, NetlinkAbi.SOL_NETLINK, NetlinkAbi.NETLINK_CAP_ACK, 1);

        sockaddr_nl address = new() { nl_family = NetlinkAbi.AF_NETLINK };
        int result = Errno.Result(Libc.__errno_location(), Libc.bind(fd, &address, (uint)sizeof(sockaddr_nl)));
        return Sockets.FinishOpening(fd, result);
    }

    /// <summary>The socket's port, which its messages and their echoes carry (nlmsg_pid); 0 where there is none.</summary>
    public static uint PortId(int fd)
    {
        sockaddr_nl address = default;
        uint length = (uint)sizeof(sockaddr_nl);
        return Libc.getsockname(fd, &address, &length) < 0 ? 0 : address.nl_pid;
    }

    /// <summary>Joins a notification group, named by its number and not by a bit.</summary>
    /// <returns>0 or -errno.</returns>
    public static int JoinGroup(int fd, int group) =>
        Sockets.SetOption(fd, NetlinkAbi.SOL_NETLINK, NetlinkAbi.NETLINK_ADD_MEMBERSHIP, group);

    /// <summary>
    /// Makes the kernel's buffers larger, above the system's limit where CAP_NET_ADMIN allows it; otherwise as far
    /// as that limit.
    /// </summary>
    /// <returns>0 or -errno.</returns>
    public static int GrowBuffers(int fd, int sendBytes, int receiveBytes)
    {
        int send = GrowBuffer(fd, Libc.SO_SNDBUFFORCE, Libc.SO_SNDBUF, sendBytes);
        int receive = GrowBuffer(fd, Libc.SO_RCVBUFFORCE, Libc.SO_RCVBUF, receiveBytes);
        return send < 0 ? send : receive;
    }

    /// <summary>
    /// Lets the kernel drop each datagram whose first message names this port (nlmsg_pid): a socket that listens to
    /// notifications then does not hear the echo of what we ourselves changed through another one.
    /// </summary>
    /// <returns>0 or -errno.</returns>
    public static int IgnorePort(int fd, uint portId)
    {
        // struct nlmsghdr, linux/netlink.h
        const uint PortOffset = 12;
        const uint DropAll = 0;
        const uint KeepAll = uint.MaxValue;

        // A filter loads in network order what stands there in native order: the number to compare with is swapped alike.
        sock_filter* program = stackalloc sock_filter[4];
        program[0] = new sock_filter { code = Libc.BPF_LD | Libc.BPF_W | Libc.BPF_ABS, k = PortOffset };
        program[1] = new sock_filter { code = Libc.BPF_JMP | Libc.BPF_JEQ | Libc.BPF_K, jt = 0, jf = 1, k = NetworkOrder.Swap(portId) };
        program[2] = new sock_filter { code = Libc.BPF_RET | Libc.BPF_K, k = DropAll };
        program[3] = new sock_filter { code = Libc.BPF_RET | Libc.BPF_K, k = KeepAll };
        sock_fprog filter = new() { len = 4, filter = program };
        return Sockets.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, &filter, sizeof(sock_fprog));
    }

    /// <summary>Sends messages to the kernel in one datagram: all of them, or none.</summary>
    /// <returns>Their length, or -errno; -MSGSIZE where the send buffer is too small for them.</returns>
    public static int Send(int fd, ReadOnlySpan<byte> bytes) => Sockets.Send(fd, bytes);

    /// <summary>
    /// Takes the next datagram that the kernel itself sent; what other programs send here is thrown away.
    /// </summary>
    /// <returns>
    /// Its length, or -errno: -AGAIN where none is waiting, -NOBUFS where the kernel had to drop some before, -MSGSIZE
    /// where <paramref name="buffer"/> is too short for it. After either of the last two something is lost: dump again.
    /// </returns>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                sockaddr_nl sender = default;
                uint senderLength = (uint)sizeof(sockaddr_nl);
                int length = Errno.Result(
                    Libc.__errno_location(),
                    Libc.recvfrom(fd, start, (nuint)buffer.Length, Libc.MSG_TRUNC, &sender, &senderLength));
                if (length == -Errno.INTR)
                {
                    continue;
                }

                // the kernel's own port is 0
                if (length < 0 || sender.nl_pid == 0)
                {
                    return length > buffer.Length ? -Errno.MSGSIZE : length;
                }
            }
        }
    }

    private static int GrowBuffer(int fd, int forced, int plain, int bytes)
    {
        int result = Sockets.SetOption(fd, Libc.SOL_SOCKET, forced, bytes);
        return result >= 0 ? result : Sockets.SetOption(fd, Libc.SOL_SOCKET, plain, bytes);
    }
}
