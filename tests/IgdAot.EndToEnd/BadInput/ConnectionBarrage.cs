using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IgdAot.Lab;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>
/// Sends many requests, each on a connection of its own which then says that nothing more will come. So each ends,
/// whether it was answered or not, and the next finds a free place.
/// </summary>
internal sealed class ConnectionBarrage : IDisposable
{
    /// <summary>Connections at a time: half of what the daemon lets one client have.</summary>
    private const int Window = 4;

    /// <summary>Requests in one go on the client machine's thread.</summary>
    private const int Portion = 200;

    private const int PatienceMilliseconds = 5000;

    private static readonly byte[] s_wellFormed = HttpMessage.Get("/no-such-thing");

    private readonly NetworkNamespace _from;
    private readonly HttpExchange _asking;
    private readonly Socket[] _sockets = new Socket[Window];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <param name="from">The machine that sends.</param>
    /// <param name="other">Another one, which asks now and then whether the daemon still serves.</param>
    public ConnectionBarrage(NetworkNamespace from, NetworkNamespace other)
    {
        _from = from;
        _asking = new HttpExchange(other, HttpMessage.Server, PatienceMilliseconds);

        // The thousands of ports that wait after a connection (RFC 9293, section 3.6.1) would soon be all that there are.
        from.Run("sysctl", "-qw", "net.ipv4.tcp_max_tw_buckets=0").OrFail();
    }

    /// <summary>Sends each request; <paramref name="inspect"/> sees it and all that came back.</summary>
    public void Run(IEnumerable<byte[]> requests, Action<byte[], ReadOnlyMemory<byte>> inspect)
    {
        foreach (byte[][] portion in requests.Chunk(Portion))
        {
            _from.In(() =>
            {
                foreach (byte[][] window in portion.Chunk(Window))
                {
                    RunWindow(window, inspect);
                }

                return true;
            });
        }
    }

    public void Dispose() => _asking.Dispose();

    private void RunWindow(byte[][] requests, Action<byte[], ReadOnlyMemory<byte>> inspect)
    {
        int opened = 0;
        try
        {
            foreach (byte[] request in requests)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                _sockets[opened] = socket;
                opened++;
                socket.ReceiveTimeout = PatienceMilliseconds;
                socket.Connect(HttpMessage.Server);
                try
                {
                    socket.Send(request);
                    socket.Shutdown(SocketShutdown.Send);
                }
                catch (SocketException)
                {
                    // It had enough before all was there: its answer tells.
                }
            }

            for (int i = 0; i < opened; i++)
            {
                inspect(requests[i], ReadToEnd(_sockets[i], requests[i]));
            }

            // With this answer the daemon is done with the window, and its places are free for the next.
            _asking.Send(s_wellFormed);
            if (_asking.Read().Status != 404)
            {
                throw new InvalidOperationException("a well-formed request of another client is not answered as ever");
            }
        }
        finally
        {
            for (int i = 0; i < opened; i++)
            {
                _sockets[i].Dispose();
            }
        }
    }

    private ReadOnlyMemory<byte> ReadToEnd(Socket socket, byte[] request)
    {
        int filled = 0;
        try
        {
            int length;
            while ((length = socket.Receive(_buffer, filled, _buffer.Length - filled, SocketFlags.None)) > 0)
            {
                filled += length;
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The end as well.
        }
        catch (SocketException exception)
        {
            throw new TimeoutException($"neither answered nor closed ({exception.SocketErrorCode}): {Encoding.Latin1.GetString(request)}");
        }

        return _buffer.AsMemory(0, filled);
    }
}
