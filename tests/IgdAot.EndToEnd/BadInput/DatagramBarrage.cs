using System;
using System.Net;
using System.Net.Sockets;
using IgdAot.Lab;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>
/// Sends many datagrams and makes sure that the daemon has read each of them: now and then a well-formed request goes
/// after them into the same queue, and its answer is waited for.
/// </summary>
internal sealed class DatagramBarrage : IDisposable
{
    /// <summary>What is under way at a time: less than the receive buffer of a socket holds, with the kernel's own bytes.</summary>
    private const int MaxDatagrams = 64;
    private const int MaxBytes = 16 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly Socket _socket;
    private readonly Socket _asking;
    private readonly IPEndPoint _to;
    private readonly byte[] _wellFormed;
    private readonly Action<byte[]> _inspect;
    private readonly byte[] _buffer = new byte[4096];
    private int _datagrams;
    private int _bytes;

    /// <param name="from">The machine that sends.</param>
    /// <param name="to">Where the datagrams go.</param>
    /// <param name="server">Where the well-formed request goes: the same port.</param>
    /// <param name="wellFormed">A request with exactly one answer.</param>
    /// <param name="inspect">Sees each answer to what was sent.</param>
    public DatagramBarrage(NetworkNamespace from, IPEndPoint to, IPEndPoint server, byte[] wellFormed, Action<byte[]> inspect)
    {
        _to = to;
        _wellFormed = wellFormed;
        _inspect = inspect;
        _socket = from.Udp();
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, from.Address.GetAddressBytes());
        _asking = from.Udp();
        _asking.Connect(server);
    }

    public void Send(byte[] datagram)
    {
        _socket.SendTo(datagram, _to);
        _datagrams++;
        _bytes += datagram.Length;
        if (_datagrams == MaxDatagrams || _bytes >= MaxBytes)
        {
            Finish();
        }
    }

    /// <summary>Waits until everything was read; fails where the daemon does not answer any more.</summary>
    public void Finish()
    {
        _datagrams = 0;
        _bytes = 0;
        _asking.Send(_wellFormed);
        if (!_asking.Poll(s_patience, SelectMode.SelectRead))
        {
            throw new TimeoutException("the daemon does not answer a well-formed request");
        }

        _asking.Receive(_buffer);
        while (_socket.Available > 0)
        {
            int length = _socket.Receive(_buffer);
            _inspect(_buffer.AsSpan(0, length).ToArray());
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _asking.Dispose();
    }
}
