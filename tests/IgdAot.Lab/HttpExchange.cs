using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IgdAot.Lab;

/// <summary>An HTTP reply, taken apart.</summary>
public sealed record HttpReply(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>One TCP connection for HTTP by hand: any bytes may be sent, replies are read by their Content-Length.</summary>
public sealed class HttpExchange : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _filled;

    public HttpExchange(NetworkNamespace from, IPEndPoint to, int patienceMilliseconds = 2000)
    {
        _socket = from.Tcp();
        _socket.ReceiveTimeout = patienceMilliseconds;
        _socket.SendTimeout = patienceMilliseconds;
        try
        {
            if (!_socket.ConnectAsync(to).Wait(patienceMilliseconds))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }
        }
        catch (AggregateException exception) when (exception.InnerException is SocketException inner)
        {
            _socket.Dispose();
            throw new SocketException(inner.ErrorCode);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>A whole exchange on a connection of its own.</summary>
    public static HttpReply Send(NetworkNamespace from, IPEndPoint to, string request)
    {
        using HttpExchange exchange = new(from, to);
        exchange.Send(Encoding.UTF8.GetBytes(request));
        return exchange.Read();
    }

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Everything that comes until the other side closes or the patience ends.</summary>
    public byte[] ReadAll()
    {
        while (Fill())
        {
        }

        return _buffer.AsSpan(0, _filled).ToArray();
    }

    /// <summary>The next reply. Interim replies (100 Continue) come like any other, with an empty body.</summary>
    public HttpReply Read(bool isAnswerToHead = false)
    {
        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!Fill())
            {
                throw new InvalidOperationException($"no whole reply, only: {Encoding.Latin1.GetString(_buffer, 0, _filled)}");
            }
        }

        string[] lines = Encoding.Latin1.GetString(_buffer, 0, headEnd).Split("\r\n");
        int status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        bool hasBody = status >= 200 && !isAnswerToHead;
        int bodyLength = hasBody && headers.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        int end = headEnd + 4 + bodyLength;
        while (_filled < end)
        {
            if (!Fill())
            {
                throw new InvalidOperationException("the body is shorter than its Content-Length");
            }
        }

        string body = Encoding.UTF8.GetString(_buffer, headEnd + 4, bodyLength);
        Buffer.BlockCopy(_buffer, end, _buffer, 0, _filled - end);
        _filled -= end;
        return new HttpReply(status, headers, body);
    }

    public void Dispose() => _socket.Dispose();

    private bool Fill()
    {
        if (_filled == _buffer.Length)
        {
            return false;
        }

        try
        {
            int length = _socket.Receive(_buffer, _filled, _buffer.Length - _filled, SocketFlags.None);
            _filled += length;
            return length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
