using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Builds netlink messages one after another in a caller's buffer (linux/netlink.h). What does not fit sets
/// <see cref="Failed"/> and nothing is written from then on, so that a caller builds straight on and asks once.
/// </summary>
public ref struct NetlinkBuilder
{
    // struct nlmsghdr
    private const int LengthOffset = 0;
    private const int TypeOffset = 4;
    private const int FlagsOffset = 6;
    private const int SequenceOffset = 8;
    private const int PortOffset = 12;

    // struct nfgenmsg: family, version, res_id
    internal const int NetfilterHeaderLength = 4;

    private readonly Span<byte> _bytes;
    private int _position;
    private int _messageStart;
    private bool _failed;

    public NetlinkBuilder(Span<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
        _messageStart = 0;
        _failed = false;
    }

    /// <summary>True once something did not fit into the buffer, or into the 16-bit length of an attribute.</summary>
    public readonly bool Failed => _failed;

    public readonly int Length => _position;

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>The messages built so far. Worth nothing where <see cref="Failed"/> is set.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes.Slice(0, _position);

    /// <summary>Starts a message: struct nlmsghdr in native order. The port stays 0, which the kernel fills in.</summary>
    public void BeginMessage(ushort type, ushort flags, uint sequence)
    {
        int start = _position;
        Span<byte> header = Take(NetlinkAbi.NLMSG_HDRLEN);
        if (header.IsEmpty)
        {
            return;
        }

        _messageStart = start;
        NativeOrder.WriteUInt32(header.Slice(LengthOffset), NetlinkAbi.NLMSG_HDRLEN);
        NativeOrder.WriteUInt16(header.Slice(TypeOffset), type);
        NativeOrder.WriteUInt16(header.Slice(FlagsOffset), flags);
        NativeOrder.WriteUInt32(header.Slice(SequenceOffset), sequence);
        NativeOrder.WriteUInt32(header.Slice(PortOffset), 0);
    }

    /// <summary>Starts a message of a netfilter subsystem, with struct nfgenmsg behind the header.</summary>
    public void BeginNetfilterMessage(ushort subsystem, ushort message, ushort flags, uint sequence, byte family)
    {
        BeginMessage((ushort)((subsystem << 8) | message), flags, sequence);
        NetfilterHeader(family, 0);
    }

    /// <summary>struct nfgenmsg, which follows the header of every netfilter message (linux/netfilter/nfnetlink.h).</summary>
    /// <param name="family">Address or protocol family, AF_… or NFPROTO_….</param>
    /// <param name="resource">res_id, in network order: the subsystem for the ends of a batch, otherwise 0.</param>
    public void NetfilterHeader(byte family, ushort resource)
    {
        Span<byte> general = Take(NetfilterHeaderLength);
        if (!general.IsEmpty)
        {
            general[0] = family;
            general[1] = NetlinkAbi.NFNETLINK_V0;
            BinaryPrimitives.WriteUInt16BigEndian(general.Slice(2), resource);
        }
    }

    /// <summary>Ends the message begun last by writing its length into its header.</summary>
    public void EndMessage()
    {
        if (!_failed)
        {
            NativeOrder.WriteUInt32(_bytes.Slice(_messageStart + LengthOffset), (uint)(_position - _messageStart));
        }
    }

    /// <summary>Sets more flags in the header of the message that begins at <paramref name="start"/>.</summary>
    public void AddFlags(int start, ushort flags)
    {
        if (!_failed)
        {
            Span<byte> field = _bytes.Slice(start + FlagsOffset);
            NativeOrder.WriteUInt16(field, (ushort)(NativeOrder.ReadUInt16(field) | flags));
        }
    }

    /// <summary>The next bytes of a fixed structure, set to zero, for the caller to fill; empty where they do not fit.</summary>
    public Span<byte> Structure(int length)
    {
        Span<byte> structure = Take(length);
        structure.Clear();
        return structure;
    }

    /// <summary>Opens a nested attribute and returns the mark that <see cref="Close"/> wants.</summary>
    public int Open(ushort type)
    {
        int mark = _position;
        Header((ushort)(type | NetlinkAbi.NLA_F_NESTED), 0);
        return mark;
    }

    /// <summary>Closes the nested attribute that was opened at <paramref name="mark"/>.</summary>
    public void Close(int mark)
    {
        int length = _position - mark;
        if (_failed || length > ushort.MaxValue)
        {
            _failed = true;
            return;
        }

        NativeOrder.WriteUInt16(_bytes.Slice(mark), (ushort)length);
    }

    /// <summary>An attribute of bytes as they are.</summary>
    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> field = Header(type, value.Length);
        if (!field.IsEmpty)
        {
            value.CopyTo(field);
        }
    }

    /// <summary>An attribute of text; a zero byte is put behind it.</summary>
    public void AttributeText(ushort type, scoped ReadOnlySpan<byte> text)
    {
        Span<byte> field = Header(type, text.Length + 1);
        if (!field.IsEmpty)
        {
            text.CopyTo(field);
            field[text.Length] = 0;
        }
    }

    public void AttributeUInt8(ushort type, byte value)
    {
        Span<byte> field = Header(type, sizeof(byte));
        if (!field.IsEmpty)
        {
            field[0] = value;
        }
    }

    public void AttributeNativeUInt16(ushort type, ushort value)
    {
        Span<byte> field = Header(type, sizeof(ushort));
        if (!field.IsEmpty)
        {
            NativeOrder.WriteUInt16(field, value);
        }
    }

    public void AttributeNativeUInt32(ushort type, uint value)
    {
        Span<byte> field = Header(type, sizeof(uint));
        if (!field.IsEmpty)
        {
            NativeOrder.WriteUInt32(field, value);
        }
    }

    public void AttributeNativeUInt64(ushort type, ulong value)
    {
        Span<byte> field = Header(type, sizeof(ulong));
        if (!field.IsEmpty)
        {
            NativeOrder.WriteUInt64(field, value);
        }
    }

    public void AttributeBigEndianUInt16(ushort type, ushort value)
    {
        Span<byte> field = Header(type, sizeof(ushort));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, value);
        }
    }

    public void AttributeBigEndianUInt32(ushort type, uint value)
    {
        Span<byte> field = Header(type, sizeof(uint));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(field, value);
        }
    }

    public void AttributeBigEndianUInt64(ushort type, ulong value)
    {
        Span<byte> field = Header(type, sizeof(ulong));
        if (!field.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(field, value);
        }
    }

    /// <summary>Refuses the whole, for a caller that knows that the kernel would.</summary>
    internal void Fail() => _failed = true;

    internal static int Align(int length) => (length + NetlinkAbi.NLA_ALIGNTO - 1) & ~(NetlinkAbi.NLA_ALIGNTO - 1);

    // Writes the header and the padding; gives the value's bytes to fill.
    private Span<byte> Header(ushort type, int valueLength)
    {
        int length = NetlinkAbi.NLA_HDRLEN + valueLength;
        if (length > ushort.MaxValue)
        {
            _failed = true;
            return default;
        }

        Span<byte> attribute = Take(Align(length));
        if (attribute.IsEmpty)
        {
            return default;
        }

        NativeOrder.WriteUInt16(attribute, (ushort)length);
        NativeOrder.WriteUInt16(attribute.Slice(2), type);
        attribute.Slice(length).Clear();
        return attribute.Slice(NetlinkAbi.NLA_HDRLEN, valueLength);
    }

    private Span<byte> Take(int count)
    {
        if (_failed || (uint)count > (uint)(_bytes.Length - _position))
        {
            _failed = true;
            return default;
        }

        Span<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}
