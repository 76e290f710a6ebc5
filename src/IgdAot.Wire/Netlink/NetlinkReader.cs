using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Walks the messages of one received datagram (struct nlmsghdr, linux/netlink.h, native order). A message
/// whose length contradicts the bytes sets <see cref="Failed"/> and ends the walk.
/// </summary>
public ref struct NetlinkReader
{
    // struct nlmsghdr
    private const int LengthOffset = 0;
    private const int TypeOffset = 4;
    private const int FlagsOffset = 6;
    private const int SequenceOffset = 8;
    private const int PortOffset = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private ReadOnlySpan<byte> _message;
    private bool _failed;

    public NetlinkReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
        _message = default;
        _failed = false;
    }

    /// <summary>True once a message did not lie within the bytes.</summary>
    public readonly bool Failed => _failed;

    /// <summary>nlmsg_type; for a netfilter message the subsystem is the upper byte.</summary>
    public readonly ushort Type => _message.IsEmpty ? (ushort)0 : NativeOrder.ReadUInt16(_message.Slice(TypeOffset));

    /// <summary>nlmsg_flags, NLM_F_….</summary>
    public readonly ushort Flags => _message.IsEmpty ? (ushort)0 : NativeOrder.ReadUInt16(_message.Slice(FlagsOffset));

    /// <summary>nlmsg_seq: the request's number in an answer, 0 in a notification of rtnetlink.</summary>
    public readonly uint Sequence => _message.IsEmpty ? 0 : NativeOrder.ReadUInt32(_message.Slice(SequenceOffset));

    /// <summary>nlmsg_pid: the port that the message is for, or that caused the notification.</summary>
    public readonly uint Port => _message.IsEmpty ? 0 : NativeOrder.ReadUInt32(_message.Slice(PortOffset));

    /// <summary>What follows the header.</summary>
    public readonly ReadOnlySpan<byte> Payload =>
        _message.IsEmpty ? default : _message.Slice(NetlinkAbi.NLMSG_HDRLEN);

    /// <summary>True for NLMSG_ERROR, which also is the acknowledgement: read it with <see cref="NetlinkErrorView"/>.</summary>
    public readonly bool IsError => Type == NetlinkAbi.NLMSG_ERROR;

    /// <summary>True for NLMSG_DONE, the end of a dump: <see cref="DoneErrorNumber"/> tells how it ended.</summary>
    public readonly bool IsDone => Type == NetlinkAbi.NLMSG_DONE;

    /// <summary>True where the kernel lost messages for this socket, or changed the list while it dumped it: dump again.</summary>
    public readonly bool IsIncomplete => Type == NetlinkAbi.NLMSG_OVERRUN || (Flags & NetlinkAbi.NLM_F_DUMP_INTR) != 0;

    /// <summary>The errno that ended a dump, as a positive number; 0 for a complete one.</summary>
    public readonly int DoneErrorNumber =>
        IsDone && Payload.Length >= sizeof(int) ? -(int)NativeOrder.ReadUInt32(Payload) : 0;

    /// <summary>True for a message of the netfilter subsystem <paramref name="subsystem"/> with this number.</summary>
    public readonly bool IsNetfilter(ushort subsystem, ushort message) => Type == ((subsystem << 8) | message);

    /// <summary>Moves to the next message; false at the end and after a failure.</summary>
    public bool Next()
    {
        _message = default;
        int remaining = _bytes.Length - _position;
        if (_failed || remaining == 0)
        {
            return false;
        }

        if (remaining < NetlinkAbi.NLMSG_HDRLEN)
        {
            _failed = true;
            return false;
        }

        uint length = NativeOrder.ReadUInt32(_bytes.Slice(_position + LengthOffset));
        if (length < NetlinkAbi.NLMSG_HDRLEN || length > (uint)remaining)
        {
            _failed = true;
            return false;
        }

        _message = _bytes.Slice(_position, (int)length);
        _position += Math.Min(NetlinkBuilder.Align((int)length), remaining);
        return true;
    }
}
