using System;
using System.Runtime.InteropServices;
using System.Text;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Linux;

public unsafe class NetlinkSocketTests
{
    // linux/netlink.h: programs among themselves, so that a test can play the kernel's part
    private const int NETLINK_USERSOCK = 2;
    private const int SO_RCVBUF = 8;

    [Fact]
    public void Route_socket_answers_a_dump_of_links()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_ROUTE));
        byte[] buffer = new byte[32768];
        NetlinkBuilder builder = new(buffer);
        RouteRequest.DumpLinks(ref builder, 7);
        Assert.Equal(builder.Length, NetlinkSocket.Send(socket.Number, builder.Written));

        bool found = false, done = false;
        int length;
        while (!done && (length = NetlinkSocket.Receive(socket.Number, buffer)) > 0)
        {
            NetlinkReader reader = new(buffer.AsSpan(0, length));
            while (reader.Next())
            {
                Assert.Equal(7u, reader.Sequence);
                Assert.Equal(NetlinkSocket.PortId(socket.Number), reader.Port);
                done |= reader.IsDone;
                if (reader.Type == NetlinkAbi.RTM_NEWLINK)
                {
                    Assert.Equal(WireError.None, LinkView.TryView(reader.Payload, out LinkView link));
                    found |= link.Name.SequenceEqual("lo"u8) && link.Index == Sockets.InterfaceIndex("lo"u8);
                }
            }
        }

        Assert.True(found);
        Assert.True(done);
    }

    [Fact]
    public void Refusal_comes_in_the_kernels_words_and_without_the_request()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_ROUTE));
        byte[] buffer = new byte[8192];
        NetlinkBuilder builder = new(buffer);
        builder.BeginMessage(NetlinkAbi.RTM_GETLINK, NetlinkAbi.NLM_F_REQUEST, 1);
        builder.Structure(16);
        builder.AttributeNativeUInt32(0x1fff, 0);
        builder.EndMessage();
        NetlinkSocket.Send(socket.Number, builder.Written);

        int length = NetlinkSocket.Receive(socket.Number, buffer);
        NetlinkReader reader = new(buffer.AsSpan(0, length));
        Assert.True(reader.Next());
        Assert.Equal(WireError.None, NetlinkErrorView.TryView(in reader, out NetlinkErrorView refusal));
        Assert.Equal(Errno.INVAL, refusal.ErrorNumber);
        Assert.NotEqual(0, reader.Flags & NetlinkAbi.NLM_F_CAPPED);
    }

    [Fact]
    public void Netfilter_socket_opens_and_joins_the_nftables_group()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_NETFILTER));
        Assert.NotEqual(0u, NetlinkSocket.PortId(socket.Number));
        Assert.Equal(0, NetlinkSocket.JoinGroup(socket.Number, NetlinkAbi.NFNLGRP_NFTABLES));
    }

    [Fact]
    public void Receive_without_anything_waiting_returns_again()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_ROUTE));
        Assert.Equal(-Errno.AGAIN, NetlinkSocket.Receive(socket.Number, new byte[100]));
    }

    [Fact]
    public void Datagram_longer_than_the_buffer_is_never_handed_out_in_part()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_ROUTE));
        byte[] buffer = new byte[100];
        NetlinkBuilder builder = new(buffer);
        RouteRequest.DumpLinks(ref builder, 1);
        NetlinkSocket.Send(socket.Number, builder.Written);
        Assert.Equal(-Errno.MSGSIZE, NetlinkSocket.Receive(socket.Number, buffer));
    }

    [Fact]
    public void Notifications_that_did_not_fit_are_told_as_lost()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NETLINK_USERSOCK));
        Assert.Equal(0, NetlinkSocket.JoinGroup(socket.Number, 1));
        using Descriptor sender = new(NetlinkSocket.Open(NETLINK_USERSOCK));
        sockaddr_nl group = new() { nl_family = NetlinkAbi.AF_NETLINK, nl_groups = 1 };
        Assert.Equal(0, Libc.connect(sender.Number, &group, (uint)sizeof(sockaddr_nl)));

        byte[] notification = new byte[16384];
        for (int i = 0; i < 100; i++)
        {
            // the group hears it; that the kernel has no socket of this kind to take it as well is an error
            Assert.Equal(-Errno.CONNREFUSED, Sockets.Send(sender.Number, notification));
        }

        Assert.Equal(-Errno.NOBUFS, NetlinkSocket.Receive(socket.Number, notification));
        Assert.Equal(-Errno.AGAIN, NetlinkSocket.Receive(socket.Number, notification));
    }

    [Fact]
    public void Buffers_grow()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NetlinkAbi.NETLINK_NETFILTER));
        int before = ReceiveBuffer(socket.Number);
        Assert.Equal(0, NetlinkSocket.GrowBuffers(socket.Number, 65536, before));
        // socket(7): the kernel doubles the value
        Assert.InRange(ReceiveBuffer(socket.Number), before, 2 * before);
    }

    [Fact]
    public void Datagram_of_another_program_is_thrown_away()
    {
        using Descriptor socket = new(NetlinkSocket.Open(NETLINK_USERSOCK));
        using Descriptor sender = Connected(socket);
        Assert.Equal(16, Sockets.Send(sender.Number, Message(1)));
        Assert.Equal(-Errno.AGAIN, NetlinkSocket.Receive(socket.Number, new byte[100]));
    }

    [Theory]
    [InlineData(0x01020304)]
    [InlineData(0xfffffff7)]
    public void Ignored_port_is_not_heard_and_every_other_is(uint port)
    {
        using Descriptor socket = new(NetlinkSocket.Open(NETLINK_USERSOCK));
        using Descriptor sender = Connected(socket);
        Assert.Equal(0, NetlinkSocket.IgnorePort(socket.Number, port));

        Sockets.Send(sender.Number, Message(port));
        Sockets.Send(sender.Number, Message(port ^ 1));
        Sockets.Send(sender.Number, Message(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(port)));

        byte[] buffer = new byte[100];
        Assert.Equal(16, Sockets.Receive(socket.Number, buffer));
        Assert.Equal(port ^ 1, BitConverter.ToUInt32(buffer, 12));
        Assert.Equal(16, Sockets.Receive(socket.Number, buffer));
        Assert.Equal(-Errno.AGAIN, Sockets.Receive(socket.Number, buffer));
    }

    private static Descriptor Connected(Descriptor to)
    {
        Descriptor sender = new(NetlinkSocket.Open(NETLINK_USERSOCK));
        sockaddr_nl address = new() { nl_family = NetlinkAbi.AF_NETLINK, nl_pid = NetlinkSocket.PortId(to.Number) };
        Assert.Equal(0, Libc.connect(sender.Number, &address, (uint)sizeof(sockaddr_nl)));
        return sender;
    }

    // struct nlmsghdr
    private static byte[] Message(uint port)
    {
        byte[] bytes = new byte[16];
        NetlinkBuilder builder = new(bytes);
        builder.BeginMessage(NetlinkAbi.NLMSG_MIN_TYPE, 0, 1);
        builder.EndMessage();
        BitConverter.TryWriteBytes(bytes.AsSpan(12), port);
        return bytes;
    }

    private static int ReceiveBuffer(int fd)
    {
        int value = 0;
        uint length = sizeof(int);
        Assert.Equal(0, getsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUF, &value, &length));
        return value;
    }

    [DllImport("libc")]
    private static extern int getsockopt(int fd, int level, int option, void* value, uint* length);
}
