using System;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IgdAot.Lab;

/// <summary>What a probe of a port saw: whether a server answered, and the words of the server or of the error.</summary>
public sealed record Verdict(bool IsOpen, string Words)
{
    public override string ToString() => (IsOpen ? "open: " : "shut: ") + Words;
}

/// <summary>Asks with real packets whether a port is open. Bounded: a silent port counts as shut.</summary>
public static class Probe
{
    /// <summary>How long a probe waits for an answer by default.</summary>
    public const int PatienceMilliseconds = 700;

    /// <summary>Connects and reads an <see cref="EchoServer"/>'s greeting, which tells the peer that it saw.</summary>
    public static Verdict Tcp(NetworkNamespace from, IPAddress to, int port, IPAddress? source = null, int sourcePort = 0, int patience = PatienceMilliseconds)
    {
        using Socket socket = from.Tcp(sourcePort, source);
        try
        {
            IAsyncResult connecting = socket.BeginConnect(new IPEndPoint(to, port), null, null);
            if (!connecting.AsyncWaitHandle.WaitOne(patience))
            {
                return new Verdict(false, "no answer");
            }

            socket.EndConnect(connecting);
            socket.ReceiveTimeout = patience;
            byte[] buffer = new byte[256];
            int length = socket.Receive(buffer);
            return length == 0 ? new Verdict(false, "closed without a byte") : new Verdict(true, Encoding.ASCII.GetString(buffer, 0, length).Trim());
        }
        catch (SocketException exception)
        {
            return new Verdict(false, exception.SocketErrorCode.ToString());
        }
    }

    /// <summary>Sends one datagram and waits for an <see cref="EchoServer"/>'s answer, which tells the peer that it saw.</summary>
    public static Verdict Udp(NetworkNamespace from, IPAddress to, int port, IPAddress? source = null, int sourcePort = 0, int patience = PatienceMilliseconds)
    {
        using Socket socket = from.Udp(sourcePort, source);
        try
        {
            socket.Connect(new IPEndPoint(to, port));
            socket.ReceiveTimeout = patience;
            socket.Send("?"u8.ToArray());
            byte[] buffer = new byte[256];
            int length = socket.Receive(buffer);
            return new Verdict(true, Encoding.ASCII.GetString(buffer, 0, length).Split('\n')[0]);
        }
        catch (SocketException exception)
        {
            return new Verdict(false, exception.SocketErrorCode.ToString());
        }
    }

    /// <summary>Repeats a probe until it says what is wanted or the time is over; the last verdict comes back.</summary>
    public static Verdict Until(bool open, TimeSpan limit, Func<Verdict> probe)
    {
        DateTime end = DateTime.UtcNow + limit;
        Verdict verdict = probe();
        while (verdict.IsOpen != open && DateTime.UtcNow < end)
        {
            System.Threading.Thread.Sleep(20);
            verdict = probe();
        }

        return verdict;
    }
}
