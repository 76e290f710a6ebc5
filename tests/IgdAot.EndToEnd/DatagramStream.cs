using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using IgdAot.Lab;

namespace IgdAot.EndToEnd;

/// <summary>
/// Traffic through a mapping while something else happens: each millisecond one datagram from a fresh source port, so
/// that each is a new flow which has to find the mapping. Counts what was not answered.
/// </summary>
internal sealed class DatagramStream : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _sending;

    public DatagramStream(NetworkNamespace from, IPAddress to, int port)
    {
        IPEndPoint target = new(to, port);
        _sending = Task.Run(() =>
        {
            while (!_stop.IsCancellationRequested && _sockets.Count < 8000)
            {
                Socket socket = from.Udp();
                _sockets.Add(socket);
                socket.Connect(target);
                socket.Send([1]);
                Thread.Sleep(1);
            }
        });
    }

    /// <summary>Stops sending, waits for the last answers, and tells how many were sent and how many of them were lost.</summary>
    public (int Sent, int Lost) End()
    {
        _stop.Cancel();
        _sending.Wait(TimeSpan.FromSeconds(10));
        Stopwatch clock = Stopwatch.StartNew();
        int lost = 0;
        foreach (Socket socket in _sockets)
        {
            int patience = (int)Math.Max(0, 1000 - clock.ElapsedMilliseconds) * 1000;
            if (!socket.Poll(patience, SelectMode.SelectRead) || !Answered(socket))
            {
                lost++;
            }
        }

        return (_sockets.Count, lost);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _sending.Wait(TimeSpan.FromSeconds(10));
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }

        _stop.Dispose();
    }

    private static bool Answered(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[64]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
