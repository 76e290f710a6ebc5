using System;
using System.Buffers.Binary;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.SelfTest;

/// <summary>
/// Every structure that goes to the kernel and comes back, on loopback: build/abi proves the layouts on paper, and
/// this that the compiled target has them. qemu-user translates structures, so it notices too.
/// </summary>
public static unsafe class LinuxLayer
{
    private static Ipv4Address Loopback => new(0x7f000001);

    private static Ipv4Address OtherLoopback => new(0x7f000009);

    public static bool Run() => Datagrams() && Connections() && Events() && SignalNumber() && Clocks() && Memory() && Route();

    // sockaddr_in, msghdr, iovec, cmsghdr, in_pktinfo; not ip_mreqn, which qemu-user gets wrong for 64-bit targets
    private static bool Datagrams()
    {
        int fd = Sockets.OpenUdp(new Ipv4Address(0), 0, default);
        int sender = Sockets.OpenUdp(OtherLoopback, 0, default);
        bool passed = fd >= 0 && sender >= 0;
        sockaddr_in local = default;
        uint length = (uint)sizeof(sockaddr_in);
        passed = passed && Libc.getsockname(fd, &local, &length) == 0;
        byte* portBytes = (byte*)&local.sin_port;
        ushort port = (ushort)((portBytes[0] << 8) | portBytes[1]);

        Span<byte> buffer = stackalloc byte[16];
        passed = passed && Sockets.SendDatagram(sender, "datagram"u8, Loopback, port, OtherLoopback) == 8;
        passed = passed && Sockets.ReceiveDatagram(fd, buffer.Slice(0, 5), out Datagram datagram) == 8
            && datagram.Source.Equals(OtherLoopback) && datagram.Destination.Equals(Loopback)
            && IsLoopback(datagram.InterfaceIndex)
            && buffer.Slice(0, 5).SequenceEqual("datag"u8);
        passed = passed && Sockets.ReceiveDatagram(fd, buffer, out _) == -Errno.AGAIN;
        Sockets.Close(sender);
        Sockets.Close(fd);
        return passed;
    }

    /// <summary>qemu-user hands an in_pktinfo on as it is, so that a big-endian target gets its index in the order of the host.</summary>
    private static bool IsLoopback(int index)
    {
        int loopback = Sockets.InterfaceIndex("lo"u8);
        return index == loopback || (!BitConverter.IsLittleEndian && index == BinaryPrimitives.ReverseEndianness(loopback));
    }

    // sockaddr_un
    private static bool Connections()
    {
        ReadOnlySpan<byte> path = "igdaot-selftest.socket"u8;
        int listener = Sockets.ListenUnix(path, 0x180, 1);
        int client = Sockets.ConnectUnix(path);
        int server = Sockets.AcceptUnix(listener);
        Span<byte> buffer = stackalloc byte[16];
        bool passed = server >= 0 && Sockets.Send(client, "hello"u8) == 5 && Sockets.Receive(server, buffer) == 5
            && Sockets.ShutdownWrite(client) == 0 && Sockets.Receive(server, buffer) == 0;
        Sockets.Close(server);
        Sockets.Close(client);
        Sockets.Close(listener);
        return Files.Remove(path) == 0 && passed;
    }

    // epoll_event
    private static bool Events()
    {
        int loop = EventLoop.Create();
        int first = Sockets.OpenUdp(Loopback, 0, default);
        int second = Sockets.OpenUdp(Loopback, 0, default);
        Span<EventLoop.Event> events = stackalloc EventLoop.Event[3];
        bool passed = EventLoop.Add(loop, first, Libc.EPOLLOUT, 0x1122334455667788) == 0
            && EventLoop.Add(loop, second, Libc.EPOLLOUT, 0x99aabbccddeeff00) == 0
            && EventLoop.Wait(loop, events, 1000) == 2
            && events[0].Events == Libc.EPOLLOUT && events[0].Tag == 0x1122334455667788
            && events[1].Events == Libc.EPOLLOUT && events[1].Tag == 0x99aabbccddeeff00;
        Sockets.Close(second);
        Sockets.Close(first);
        Sockets.Close(loop);
        return passed;
    }

    // sigset_t
    private static bool SignalNumber()
    {
        int fd = Signals.Open();
        bool passed = fd >= 0 && Signals.Read(fd) == 0;
        Sockets.Close(fd);
        return passed;
    }

    // timespec: a wrong half would give a time before 2020, or stand still
    private static bool Clocks()
    {
        long start = Clock.MonotonicMilliseconds();
        int loop = EventLoop.Create();
        EventLoop.Wait(loop, stackalloc EventLoop.Event[1], 20);
        Sockets.Close(loop);
        long passed = Clock.MonotonicMilliseconds() - start;
        return passed >= 19 && passed < 10_000 && Clock.UnixSeconds() > 1_577_836_800;
    }

    private static bool Memory()
    {
        byte* start = MemoryMap.Reserve(100_000);
        if (start == null)
        {
            return false;
        }

        RandomBytes.Fill(new Span<byte>(start, 100_000));
        bool filled = new Span<byte>(start, 1000).ContainsAnyExcept((byte)0);
        MemoryMap.Release(start, 100_000);
        return filled && !new Span<byte>(start, 1000).ContainsAnyExcept((byte)0);
    }

    // sockaddr_nl, sock_filter, sock_fprog
    private static bool Route()
    {
        int fd = NetlinkSocket.Open(NetlinkAbi.NETLINK_ROUTE);
        Span<byte> buffer = stackalloc byte[8192];
        NetlinkBuilder builder = new(buffer);
        RouteRequest.GetLink(ref builder, 5, Sockets.InterfaceIndex("lo"u8));
        bool passed = NetlinkSocket.PortId(fd) != 0 && NetlinkSocket.Send(fd, builder.Written) == builder.Length;
        int length = NetlinkSocket.Receive(fd, buffer);
        passed = passed && length > 0;
        if (passed)
        {
            NetlinkReader reader = new(buffer.Slice(0, length));
            passed = reader.Next() && reader.Sequence == 5;
            // qemu-user turns the attributes that it knows into the target's order and leaves newer ones: a big-endian
            // target then cannot find its way through them. tests/golden has such messages in either order.
            passed = passed && (!BitConverter.IsLittleEndian
                || (LinkView.TryView(reader.Payload, out LinkView link) == WireError.None && link.Name.SequenceEqual("lo"u8)));
        }

        Sockets.Close(fd);
        return passed;
    }
}
