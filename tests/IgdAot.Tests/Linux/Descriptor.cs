using System;
using System.Net;
using System.Net.Sockets;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

/// <summary>A descriptor that was opened without an error, closed at the end of its test.</summary>
internal sealed class Descriptor : IDisposable
{
    public Descriptor(int fd)
    {
        Assert.True(fd >= 0, fd < 0 ? System.Text.Encoding.ASCII.GetString(Errno.Text(fd)) : null);
        Number = fd;
    }

    public int Number { get; }

    /// <summary>The port that the kernel chose for a bound socket.</summary>
    public ushort Port => (ushort)((IPEndPoint)Inspect(socket => socket.LocalEndPoint!)).Port;

    /// <summary>Asks .NET's own binding about the socket.</summary>
    public T Inspect<T>(Func<Socket, T> question)
    {
        using Socket socket = new(new SafeSocketHandle(Number, ownsHandle: false));
        return question(socket);
    }

    /// <summary>Waits up to five seconds for something to read.</summary>
    public void WaitUntilReadable() =>
        Assert.True(Inspect(socket => socket.Poll(5_000_000, SelectMode.SelectRead)), "nothing to read");

    public void Dispose() => Assert.Equal(0, Sockets.Close(Number));
}
