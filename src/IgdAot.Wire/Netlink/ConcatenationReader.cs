using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Reads the key or the data of a set element part by part, the mirror of <see cref="ConcatenationWriter"/>.
/// A part that is not there sets <see cref="Failed"/> and yields zero.
/// </summary>
public ref struct ConcatenationReader
{
    private ByteReader _reader;

    public ConcatenationReader(ReadOnlySpan<byte> bytes) => _reader = new ByteReader(bytes);

    /// <summary>True once a part was not there.</summary>
    public readonly bool Failed => _reader.Failed;

    /// <summary>True where every part was there and nothing follows: the value has just these parts.</summary>
    public readonly bool IsComplete => !_reader.Failed && _reader.Remaining == 0;

    /// <summary>A part of type ipv4_addr.</summary>
    public Ipv4Address Address() => new(_reader.ReadUInt32());

    /// <summary>A part of type inet_service: a port in host order.</summary>
    public ushort Port()
    {
        ushort port = _reader.ReadUInt16();
        SkipPadding(2);
        return port;
    }

    /// <summary>A part of type inet_proto: a protocol number of IANA's registry.</summary>
    public byte Protocol()
    {
        byte protocol = _reader.ReadByte();
        SkipPadding(3);
        return protocol;
    }

    // a part that stands alone has no padding
    private void SkipPadding(int count)
    {
        if (_reader.Remaining > 0)
        {
            _reader.Skip(count);
        }
    }
}
