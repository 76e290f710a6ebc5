using System;
using System.Runtime.CompilerServices;
using IgdAot.Wire.Netlink;

namespace IgdAot.Linux;

/// <summary>
/// Asks for a dump and walks the answer, message by message over all its datagrams. Other answers that still wait in the
/// socket are passed over; an error ends the walk as the end of the dump does.
/// </summary>
public ref struct NetlinkDump
{
    /// <summary>Datagrams that are read at most. The longest dump, that of a busy router's flows, takes thousands.</summary>
    private const int MaxDatagrams = 65536;

    private readonly int _fd;
    private readonly uint _sequence;
    private readonly Span<byte> _buffer;
    private int _datagrams;
    private NetlinkReader _reader;

    /// <summary>Sends the request. Where that fails, the answer has no messages.</summary>
    /// <param name="fd">A socket of <see cref="NetlinkSocket.Open"/>, on which no other dump is under way.</param>
    /// <param name="request">One message, with NLM_F_DUMP.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="buffer">Room for a datagram of the answer.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public NetlinkDump(int fd, ReadOnlySpan<byte> request, uint sequence, Span<byte> buffer)
    {
        _fd = fd;
        _sequence = sequence;
        _buffer = buffer;
        NetlinkSocket.Send(fd, request);
    }

    /// <summary>The type of the message, nlmsg_type.</summary>
    public readonly ushort Type => _reader.Type;

    /// <summary>The message behind its header; good until the next call of <see cref="Next"/>.</summary>
    public readonly ReadOnlySpan<byte> Payload
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => _reader.Payload;
    }

    /// <summary>Moves to the next message of the dump; false at its end.</summary>
    public bool Next()
    {
        while (true)
        {
            while (_reader.Next())
            {
                if (_reader.Sequence == _sequence)
                {
                    return !_reader.IsDone && !_reader.IsError;
                }
            }

            int length = NetlinkSocket.Receive(_fd, _buffer);
            if (length <= 0 || _datagrams++ == MaxDatagrams)
            {
                return false;
            }

            _reader = new NetlinkReader(_buffer.Slice(0, length));
        }
    }
}
