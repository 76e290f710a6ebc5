using System.Diagnostics;
using IgdAot.Linux;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Linux;

public class EventLoopTests
{
    private const ulong FirstTag = 0x1122334455667788;
    private const ulong SecondTag = 0x99aabbccddeeff00;
    private static readonly Ipv4Address s_loopback = new(0x7f000001);

    [Fact]
    public void Wait_returns_the_tags_of_what_is_ready()
    {
        using Descriptor loop = new(EventLoop.Create());
        using Descriptor first = new(Sockets.OpenUdp(s_loopback, 0, default));
        using Descriptor second = new(Sockets.OpenUdp(s_loopback, 0, default));
        EventLoop.Event[] events = new EventLoop.Event[3];
        Assert.Equal(0, EventLoop.Add(loop.Number, first.Number, Libc.EPOLLIN, FirstTag));
        Assert.Equal(0, EventLoop.Add(loop.Number, second.Number, Libc.EPOLLIN, SecondTag));
        Assert.Equal(0, EventLoop.Wait(loop.Number, events, 0));

        Sockets.SendDatagram(first.Number, "x"u8, s_loopback, first.Port, default);
        Sockets.SendDatagram(first.Number, "x"u8, s_loopback, second.Port, default);

        Assert.Equal(2, EventLoop.Wait(loop.Number, events, 5000));
        Assert.Equal(Libc.EPOLLIN, events[0].Events);
        Assert.Equal(FirstTag, events[0].Tag);
        Assert.Equal(Libc.EPOLLIN, events[1].Events);
        Assert.Equal(SecondTag, events[1].Tag);
        Assert.Equal(1, EventLoop.Wait(loop.Number, new EventLoop.Event[1], 5000));
    }

    [Fact]
    public void Modify_changes_what_is_watched()
    {
        using Descriptor loop = new(EventLoop.Create());
        using Descriptor socket = new(Sockets.OpenUdp(s_loopback, 0, default));
        EventLoop.Event[] events = new EventLoop.Event[1];
        EventLoop.Add(loop.Number, socket.Number, Libc.EPOLLIN, FirstTag);
        Assert.Equal(0, EventLoop.Modify(loop.Number, socket.Number, Libc.EPOLLOUT, SecondTag));
        Assert.Equal(1, EventLoop.Wait(loop.Number, events, 5000));
        Assert.Equal(Libc.EPOLLOUT, events[0].Events);
        Assert.Equal(SecondTag, events[0].Tag);
    }

    [Fact]
    public void Remove_ends_the_watch()
    {
        using Descriptor loop = new(EventLoop.Create());
        using Descriptor socket = new(Sockets.OpenUdp(s_loopback, 0, default));
        EventLoop.Add(loop.Number, socket.Number, Libc.EPOLLOUT, FirstTag);
        Assert.Equal(0, EventLoop.Remove(loop.Number, socket.Number));
        Assert.Equal(0, EventLoop.Wait(loop.Number, new EventLoop.Event[1], 0));
        Assert.Equal(-Errno.NOENT, EventLoop.Remove(loop.Number, socket.Number));
    }

    [Fact]
    public void Add_twice_is_an_error()
    {
        using Descriptor loop = new(EventLoop.Create());
        using Descriptor socket = new(Sockets.OpenUdp(s_loopback, 0, default));
        EventLoop.Add(loop.Number, socket.Number, Libc.EPOLLIN, FirstTag);
        Assert.Equal(-Errno.EXIST, EventLoop.Add(loop.Number, socket.Number, Libc.EPOLLIN, FirstTag));
    }

    [Fact]
    public void Wait_ends_with_its_time()
    {
        using Descriptor loop = new(EventLoop.Create());
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(0, EventLoop.Wait(loop.Number, new EventLoop.Event[1], 30));
        Assert.InRange(watch.ElapsedMilliseconds, 29, 5000);
    }
}
