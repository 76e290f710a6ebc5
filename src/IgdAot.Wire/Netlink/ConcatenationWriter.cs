using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Writes the key or the data of a set element, all in network order. The parts of a concatenation are each
/// padded to four bytes, because the kernel compares them as 32-bit registers; a part that stands alone is not.
/// </summary>
public ref struct ConcatenationWriter
{
    /// <summary>Bytes of the longest key that nf_tables has: its sixteen 32-bit registers (NFT_DATA_VALUE_MAXLEN).</summary>
    public const int MaxLength = 64;

    private ByteWriter _writer;
    private int _loneLength;

    public ConcatenationWriter(Span<byte> bytes)
    {
        _writer = new ByteWriter(bytes);
        _loneLength = 0;
    }

    /// <summary>True once a part did not fit.</summary>
    public readonly bool Failed => _writer.Failed;

    /// <summary>The key or data so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _writer.Written.Slice(0, Math.Min(_loneLength, _writer.Length));

    /// <summary>A part of type ipv4_addr.</summary>
    public void Address(Ipv4Address address)
    {
        _writer.WriteUInt32(address.Value);
        Part(sizeof(uint));
    }

    /// <summary>A part of type inet_service: a port in host order.</summary>
    public void Port(ushort port)
    {
        _writer.WriteUInt16(port);
        _writer.WriteUInt16(0);
        Part(sizeof(ushort));
    }

    /// <summary>A part of type inet_proto: a protocol number of IANA's registry.</summary>
    public void Protocol(byte protocol)
    {
        _writer.WriteByte(protocol);
        _writer.WriteZeros(3);
        Part(sizeof(byte));
    }

    private void Part(int length) => _loneLength = _loneLength == 0 ? length : _writer.Length;
}
