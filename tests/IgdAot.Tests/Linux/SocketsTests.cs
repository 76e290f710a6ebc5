using System;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using IgdAot.Linux;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Linux;

[SupportedOSPlatform("linux")]
public class SocketsTests
{
    private static readonly Ipv4Address s_any = new(0);
    private static readonly Ipv4Address s_loopback = new(0x7f000001);
    private static readonly Ipv4Address s_otherLoopback = new(0x7f000009);
    private static readonly Ipv4Address s_group = new(0xefff4d4d);

    [Fact]
    public void Udp_datagram_tells_sender_destination_and_interface()
    {
        using Descriptor receiver = new(Sockets.OpenUdp(s_any, 0, default));
        using Descriptor sender = new(Sockets.OpenUdp(s_loopback, 0, default));

        Assert.Equal(5, Sockets.SendDatagram(sender.Number, "hello"u8, s_otherLoopback, receiver.Port, default));
        byte[] buffer = new byte[100];
        int length = Sockets.ReceiveDatagram(receiver.Number, buffer, out Datagram datagram);

        Assert.Equal("hello", Encoding.ASCII.GetString(buffer, 0, length));
        Assert.Equal(s_loopback, datagram.Source);
        Assert.Equal(sender.Port, datagram.SourcePort);
        Assert.Equal(s_otherLoopback, datagram.Destination);
        Assert.Equal(Sockets.InterfaceIndex("lo"u8), datagram.InterfaceIndex);
    }

    [Fact]
    public void Udp_datagram_of_no_bytes_has_length_0()
    {
        using Descriptor socket = new(Sockets.OpenUdp(s_loopback, 0, default));
        Assert.Equal(0, Sockets.SendDatagram(socket.Number, default, s_loopback, socket.Port, default));
        Assert.Equal(0, Sockets.ReceiveDatagram(socket.Number, default, out Datagram datagram));
        Assert.Equal(socket.Port, datagram.SourcePort);
    }

    [Fact]
    public void Udp_datagram_longer_than_the_buffer_gives_its_real_length()
    {
        using Descriptor socket = new(Sockets.OpenUdp(s_loopback, 0, default));
        Sockets.SendDatagram(socket.Number, new byte[1200], s_loopback, socket.Port, default);
        Assert.Equal(1200, Sockets.ReceiveDatagram(socket.Number, new byte[1100], out _));
        Assert.Equal(-Errno.AGAIN, Sockets.ReceiveDatagram(socket.Number, new byte[1100], out _));
    }

    [Fact]
    public void Udp_answer_leaves_from_the_address_that_was_asked()
    {
        using Descriptor receiver = new(Sockets.OpenUdp(s_loopback, 0, default));
        using Descriptor sender = new(Sockets.OpenUdp(s_any, 0, default));
        Sockets.SendDatagram(sender.Number, "answer"u8, s_loopback, receiver.Port, s_otherLoopback);
        Sockets.ReceiveDatagram(receiver.Number, new byte[10], out Datagram datagram);
        Assert.Equal(s_otherLoopback, datagram.Source);
    }

    [Fact]
    public void Udp_source_address_that_is_not_ours_is_refused()
    {
        using Descriptor sender = new(Sockets.OpenUdp(s_any, 0, default));
        Ipv4Address foreign = new(0xc0000201);
        Assert.True(Sockets.SendDatagram(sender.Number, "x"u8, s_loopback, 9, foreign) < 0);
    }

    [Theory]
    [InlineData("no-such-device", Errno.NODEV)]
    [InlineData("name-of-16-bytes", Errno.NAMETOOLONG)]
    public void Udp_device_that_cannot_be_is_refused(string device, int error) =>
        Assert.Equal(-error, Sockets.OpenUdp(s_any, 0, Encoding.ASCII.GetBytes(device)));

    [Fact]
    public void Udp_bound_to_a_device_receives_there()
    {
        using Descriptor socket = new(Sockets.OpenUdp(s_any, 0, "lo"u8));
        Sockets.SendDatagram(socket.Number, "x"u8, s_loopback, socket.Port, default);
        Assert.Equal(1, Sockets.ReceiveDatagram(socket.Number, new byte[10], out _));
    }

    [Fact]
    public void Udp_socket_shares_its_port_with_other_programs()
    {
        using Descriptor first = new(Sockets.OpenUdp(s_any, 0, default));
        using Descriptor second = new(Sockets.OpenUdp(s_any, first.Port, default));
    }

    [Fact]
    public void Multicast_datagram_reaches_only_the_socket_that_joined()
    {
        int loopback = Sockets.InterfaceIndex("lo"u8);
        using Descriptor member = new(Sockets.OpenUdp(s_any, 0, default));
        using Descriptor stranger = new(Sockets.OpenUdp(s_any, member.Port, default));
        using Descriptor sender = new(Sockets.OpenUdp(s_any, 0, default));
        Assert.Equal(0, Sockets.JoinMulticast(member.Number, s_group, loopback));
        Assert.Equal(0, Sockets.SetMulticast(sender.Number, loopback, 2, loop: true));

        Assert.Equal(1, Sockets.SendDatagram(sender.Number, "x"u8, s_group, member.Port, s_loopback));

        Assert.Equal(1, Sockets.ReceiveDatagram(member.Number, new byte[10], out Datagram datagram));
        Assert.Equal(s_group, datagram.Destination);
        Assert.Equal(-Errno.AGAIN, Sockets.ReceiveDatagram(stranger.Number, new byte[10], out _));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Multicast_ttl_and_loop_are_set(int ttl, bool loop)
    {
        using Descriptor socket = new(Sockets.OpenUdp(s_any, 0, default));
        Assert.Equal(0, Sockets.SetMulticast(socket.Number, Sockets.InterfaceIndex("lo"u8), ttl, loop));
        Assert.Equal(ttl, IpOption(socket, System.Net.Sockets.SocketOptionName.MulticastTimeToLive));
        Assert.Equal(loop ? 1 : 0, IpOption(socket, System.Net.Sockets.SocketOptionName.MulticastLoopback));
    }

    [Fact]
    public void Multicast_group_is_joined_twice_without_error()
    {
        using Descriptor socket = new(Sockets.OpenUdp(s_any, 0, default));
        Assert.Equal(0, Sockets.JoinMulticast(socket.Number, s_group, Sockets.InterfaceIndex("lo"u8)));
        Assert.Equal(0, Sockets.JoinMulticast(socket.Number, s_group, Sockets.InterfaceIndex("lo"u8)));
        Assert.Equal(-Errno.NODEV, Sockets.JoinMulticast(socket.Number, s_group, int.MaxValue));
    }

    [Fact]
    public void Tcp_connection_tells_its_peer_and_carries_bytes_both_ways()
    {
        using Descriptor listener = new(Sockets.OpenTcpListener(s_loopback, 0, default, 5));
        using System.Net.Sockets.TcpClient client = new();
        client.Connect("127.0.0.1", listener.Port);

        using Descriptor connection = new(Sockets.Accept(listener.Number, out Ipv4Address peer, out ushort peerPort));
        Assert.Equal(s_loopback, peer);
        Assert.Equal(((System.Net.IPEndPoint)client.Client.LocalEndPoint!).Port, peerPort);

        byte[] buffer = new byte[100];
        Assert.Equal(-Errno.AGAIN, Sockets.Receive(connection.Number, buffer));
        client.Client.Send("question"u8);
        connection.WaitUntilReadable();
        Assert.Equal(8, Sockets.Receive(connection.Number, buffer));
        Assert.Equal(6, Sockets.Send(connection.Number, "answer"u8));
        Assert.Equal(6, client.Client.Receive(buffer));

        Assert.Equal(0, Sockets.ShutdownWrite(connection.Number));
        Assert.Equal(0, client.Client.Receive(buffer));
        client.Close();
        connection.WaitUntilReadable();
        Assert.Equal(0, Sockets.Receive(connection.Number, buffer));
    }

    [Fact]
    public void Tcp_connection_inherits_no_delay_does_not_block_and_is_not_left_to_children()
    {
        using Descriptor listener = new(Sockets.OpenTcpListener(s_loopback, 0, default, 5));
        using System.Net.Sockets.TcpClient client = new();
        client.Connect("127.0.0.1", listener.Port);
        using Descriptor connection = new(Sockets.Accept(listener.Number, out _, out _));

        Assert.True(connection.Inspect(socket => socket.NoDelay));
        // proc(5): the flags in octal, as in fcntl.h
        string information = File.ReadAllText($"/proc/self/fdinfo/{connection.Number}");
        int flags = Convert.ToInt32(information.Split("flags:")[1].Split('\n')[0].Trim(), 8);
        Assert.Equal(Libc.O_NONBLOCK | Libc.O_CLOEXEC, flags & (Libc.O_NONBLOCK | Libc.O_CLOEXEC));
    }

    [Fact]
    public void Tcp_send_to_a_peer_that_reset_fails_without_a_signal()
    {
        using Descriptor listener = new(Sockets.OpenTcpListener(s_loopback, 0, default, 5));
        using System.Net.Sockets.TcpClient client = new();
        client.Connect("127.0.0.1", listener.Port);
        using Descriptor connection = new(Sockets.Accept(listener.Number, out _, out _));
        client.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        client.Client.Close(0);

        connection.WaitUntilReadable();
        Assert.Equal(-Errno.CONNRESET, Sockets.Receive(connection.Number, new byte[10]));
        Assert.Equal(-Errno.PIPE, Sockets.Send(connection.Number, "x"u8));
    }

    [Fact]
    public void Accept_without_a_client_returns_again()
    {
        using Descriptor listener = new(Sockets.OpenTcpListener(s_loopback, 0, default, 5));
        Assert.Equal(-Errno.AGAIN, Sockets.Accept(listener.Number, out _, out _));
    }

    [Fact]
    public void Tcp_port_in_use_is_refused()
    {
        using Descriptor listener = new(Sockets.OpenTcpListener(s_loopback, 0, default, 5));
        Assert.Equal(-Errno.ADDRINUSE, Sockets.OpenTcpListener(s_loopback, listener.Port, default, 5));
    }

    [Fact]
    public void Close_of_a_closed_descriptor_is_an_error() => Assert.Equal(-Errno.BADF, Sockets.Close(-1));

    [Fact]
    public void Unix_connection_carries_bytes()
    {
        using TemporaryFolder folder = new();
        using Descriptor listener = new(Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5));
        Assert.Equal(-Errno.AGAIN, Sockets.AcceptUnix(listener.Number));
        using Descriptor client = new(Sockets.ConnectUnix(folder.PathBytes("control")));
        using Descriptor connection = new(Sockets.AcceptUnix(listener.Number));

        Assert.Equal(6, Sockets.Send(client.Number, "status"u8));
        Assert.Equal(6, Sockets.Receive(connection.Number, new byte[10]));
        Assert.Equal(2, Sockets.Send(connection.Number, "ok"u8));
        Assert.Equal(2, Sockets.Receive(client.Number, new byte[10]));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    public void Unix_socket_has_the_permissions_asked_for(UnixFileMode mode)
    {
        using TemporaryFolder folder = new();
        using Descriptor listener = new(Sockets.ListenUnix(folder.PathBytes("control"), (uint)mode, 5));
        Assert.Equal(mode, File.GetUnixFileMode(folder.Path("control")));
    }

    [Fact]
    public void Unix_socket_left_behind_is_replaced()
    {
        using TemporaryFolder folder = new();
        new Descriptor(Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5)).Dispose();
        Assert.True(File.Exists(folder.Path("control")));
        using Descriptor listener = new(Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5));
        using Descriptor client = new(Sockets.ConnectUnix(folder.PathBytes("control")));
    }

    [Fact]
    public void Unix_socket_that_is_served_is_left_alone()
    {
        using TemporaryFolder folder = new();
        using Descriptor listener = new(Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5));
        Assert.Equal(-Errno.ADDRINUSE, Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5));
        using Descriptor client = new(Sockets.ConnectUnix(folder.PathBytes("control")));
    }

    [Fact]
    public void Unix_name_of_an_ordinary_file_is_left_alone()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("control"), "precious");
        Assert.Equal(-Errno.ADDRINUSE, Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5));
        Assert.Equal("precious", File.ReadAllText(folder.Path("control")));
    }

    [Fact]
    public void Unix_connect_without_a_server_tells_why()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(-Errno.NOENT, Sockets.ConnectUnix(folder.PathBytes("control")));
        new Descriptor(Sockets.ListenUnix(folder.PathBytes("control"), 0x180, 5)).Dispose();
        Assert.Equal(-Errno.CONNREFUSED, Sockets.ConnectUnix(folder.PathBytes("control")));
    }

    [Theory]
    [InlineData(0, Errno.INVAL)]
    [InlineData(107, Errno.NOENT)]
    [InlineData(108, Errno.NAMETOOLONG)]
    public void Unix_path_has_up_to_107_bytes(int length, int error)
    {
        byte[] path = new byte[length];
        path.AsSpan().Fill((byte)'x');
        Assert.Equal(-error, Sockets.ConnectUnix(path));
    }

    [Theory]
    [InlineData("no-such-device", Errno.NODEV)]
    [InlineData("", Errno.INVAL)]
    [InlineData("lo\0", Errno.INVAL)]
    [InlineData("name-of-16-bytes", Errno.NAMETOOLONG)]
    public void Interface_that_cannot_be_has_no_index(string name, int error) =>
        Assert.Equal(-error, Sockets.InterfaceIndex(Encoding.ASCII.GetBytes(name)));

    [Fact]
    public void Interface_index_is_the_one_in_sysfs() =>
        Assert.Equal(int.Parse(File.ReadAllText("/sys/class/net/lo/ifindex")), Sockets.InterfaceIndex("lo"u8));

    private static int IpOption(Descriptor socket, System.Net.Sockets.SocketOptionName name) =>
        socket.Inspect(inner => (int)inner.GetSocketOption(System.Net.Sockets.SocketOptionLevel.IP, name)!);
}
