using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace IgdAot.Lab;

/// <summary>
/// A server behind (or before) the router. TCP: greets with the peer's "address port" line, then echoes. UDP: answers
/// each datagram with the peer's "address port" line and the datagram.
/// </summary>
public sealed class EchoServer : IDisposable
{
    private readonly Socket _socket;
    private int _received;

    private EchoServer(Socket socket) => _socket = socket;

    /// <summary>How many connections or datagrams came so far.</summary>
    public int Received => Volatile.Read(ref _received);

    public static EchoServer Tcp(NetworkNamespace at, int port, IPAddress? address = null)
    {
        Socket socket = at.Tcp(port, address);
        socket.Listen(64);
        EchoServer server = new(socket);
        _ = server.AcceptAsync();
        return server;
    }

    public static EchoServer Udp(NetworkNamespace at, int port, IPAddress? address = null)
    {
        EchoServer server = new(at.Udp(port, address));
        _ = server.AnswerAsync();
        return server;
    }

    /// <summary>UDP: sends a datagram from the server's own port.</summary>
    public void Send(IPAddress to, int port, string text) => _socket.SendTo(Encoding.ASCII.GetBytes(text), new IPEndPoint(to, port));

    public void Dispose() => _socket.Dispose();

    private static string Words(EndPoint peer) => $"{((IPEndPoint)peer).Address} {((IPEndPoint)peer).Port}\n";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket peer = await _socket.AcceptAsync().ConfigureAwait(false);
                Interlocked.Increment(ref _received);
                _ = EchoAsync(peer);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: the end.
        }
    }

    private static async Task EchoAsync(Socket peer)
    {
        using (peer)
        {
            try
            {
                byte[] buffer = new byte[2048];
                await peer.SendAsync(Encoding.ASCII.GetBytes(Words(peer.RemoteEndPoint!)), SocketFlags.None).ConfigureAwait(false);
                int length;
                while ((length = await peer.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false)) > 0)
                {
                    await peer.SendAsync(buffer.AsMemory(0, length), SocketFlags.None).ConfigureAwait(false);
                }
            }
            catch (SocketException)
            {
                // The peer went away.
            }
        }
    }

    private async Task AnswerAsync()
    {
        byte[] buffer = new byte[2048];
        while (true)
        {
            try
            {
                SocketReceiveFromResult packet = await _socket
                    .ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).ConfigureAwait(false);
                Interlocked.Increment(ref _received);
                byte[] answer = [.. Encoding.ASCII.GetBytes(Words(packet.RemoteEndPoint)), .. buffer.AsSpan(0, packet.ReceivedBytes)];
                await _socket.SendToAsync(answer, SocketFlags.None, packet.RemoteEndPoint).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // An ICMP error of an earlier answer is reported here; anything else is the end.
                if (exception.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.ConnectionReset))
                {
                    return;
                }
            }
        }
    }
}
