using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace IgdAot.Lab;

/// <summary>Collects what arrives on a multicast group at one machine.</summary>
public sealed class MulticastListener : IDisposable
{
    private readonly Socket _socket;
    private readonly List<Datagram> _datagrams = [];

    public MulticastListener(NetworkNamespace at, string group, int port)
    {
        _socket = at.In(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Parse(group), at.Address));
            return socket;
        });
        _ = CollectAsync();
    }

    /// <summary>One datagram as it came.</summary>
    public sealed record Datagram(IPEndPoint Source, byte[] Bytes)
    {
        public string Text => Encoding.Latin1.GetString(Bytes);
    }

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<Datagram> Datagrams
    {
        get
        {
            lock (_datagrams)
            {
                return [.. _datagrams];
            }
        }
    }

    /// <summary>Waits until <paramref name="enough"/> says so or the time is over; all that came so far.</summary>
    public IReadOnlyList<Datagram> WaitFor(Func<IReadOnlyList<Datagram>, bool> enough, TimeSpan limit)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!enough(Datagrams) && clock.Elapsed < limit)
        {
            Thread.Sleep(10);
        }

        return Datagrams;
    }

    public void Dispose() => _socket.Dispose();

    private async Task CollectAsync()
    {
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                SocketReceiveFromResult packet = await _socket
                    .ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).ConfigureAwait(false);
                lock (_datagrams)
                {
                    if (_datagrams.Count < 10000)
                    {
                        _datagrams.Add(new Datagram((IPEndPoint)packet.RemoteEndPoint, buffer.AsSpan(0, packet.ReceivedBytes).ToArray()));
                    }
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: the end.
        }
    }
}
