using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IgdAot.Lab;

/// <summary>An answer to a search: its status line and headers (names without regard to case).</summary>
public sealed record SsdpAnswer(IPEndPoint Source, string Text)
{
    /// <summary>The header's value, or null.</summary>
    public string? Header(string name)
    {
        foreach (string line in Text.Split("\r\n"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[..colon].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }
}

/// <summary>Searches by SSDP (UPnP Device Architecture 1.1, section 1.3).</summary>
public static class SsdpClient
{
    public const int Port = 1900;
    public const string Group = "239.255.255.250";

    /// <summary>A multicast search; all answers that come within the given milliseconds.</summary>
    public static IReadOnlyList<SsdpAnswer> Search(NetworkNamespace from, string target, int maximumWait = 1, int milliseconds = 1500) =>
        Exchange(from, new IPEndPoint(IPAddress.Parse(Group), Port), Request($"{Group}:{Port}", target, $"MX: {maximumWait}\r\n"), milliseconds, int.MaxValue);

    /// <summary>A search straight at one address; comes back with the first answer.</summary>
    public static IReadOnlyList<SsdpAnswer> SearchUnicast(NetworkNamespace from, IPAddress at, string target, int milliseconds = 1000, int answers = 1) =>
        Exchange(from, new IPEndPoint(at, Port), Request($"{at}:{Port}", target, ""), milliseconds, answers);

    /// <summary>Sends any bytes and collects answers.</summary>
    public static IReadOnlyList<SsdpAnswer> Exchange(NetworkNamespace from, IPEndPoint to, byte[] request, int milliseconds, int answers)
    {
        using Socket socket = from.Udp();
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, from.Address.GetAddressBytes());
        socket.SendTo(request, to);
        List<SsdpAnswer> found = [];
        byte[] buffer = new byte[2048];
        Stopwatch clock = Stopwatch.StartNew();
        while (found.Count < answers && clock.ElapsedMilliseconds < milliseconds)
        {
            if (socket.Poll(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds - clock.ElapsedMilliseconds)), SelectMode.SelectRead))
            {
                EndPoint source = new IPEndPoint(IPAddress.Any, 0);
                try
                {
                    int length = socket.ReceiveFrom(buffer, ref source);
                    found.Add(new SsdpAnswer((IPEndPoint)source, Encoding.Latin1.GetString(buffer, 0, length)));
                }
                catch (SocketException)
                {
                    // Port unreachable: nobody listens there, which is an answer of none.
                    break;
                }
            }
        }

        return found;
    }

    public static byte[] Request(string host, string target, string furtherHeaders) => Encoding.ASCII.GetBytes(
        $"M-SEARCH * HTTP/1.1\r\nHOST: {host}\r\nMAN: \"ssdp:discover\"\r\n{furtherHeaders}ST: {target}\r\n\r\n");
}
