using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Walks netlink attributes: <see cref="Next"/> moves, the getters read the attribute it stands on. A length
/// that contradicts the bytes, or a number of another size than asked for, sets <see cref="Failed"/> and ends
/// the walk; the caller asks once at the end. nf_tables and conntrack have their numbers in network order
/// (the BigEndian getters), rtnetlink and netlink itself in that of the machine (the Native ones).
/// </summary>
public ref struct AttributeReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private ReadOnlySpan<byte> _value;
    private ushort _type;
    private bool _failed;

    public AttributeReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = 0;
        _value = default;
        _type = 0;
        _failed = false;
    }

    /// <summary>True once a length or the size of a number was wrong.</summary>
    public readonly bool Failed => _failed;

    /// <summary>The attribute's type without the two flag bits.</summary>
    public readonly ushort Type => (ushort)(_type & NetlinkAbi.NLA_TYPE_MASK);

    /// <summary>The attribute's bytes without header and padding.</summary>
    public readonly ReadOnlySpan<byte> Value => _value;

    /// <summary>The attribute's bytes up to the first zero.</summary>
    public readonly ReadOnlySpan<byte> Text
    {
        get
        {
            int end = _value.IndexOf((byte)0);
            return end < 0 ? _value : _value.Slice(0, end);
        }
    }

    /// <summary>Moves to the next attribute; false at the end and after a failure.</summary>
    public bool Next()
    {
        int remaining = _bytes.Length - _position;
        _value = default;
        _type = 0;
        if (_failed || remaining == 0)
        {
            return false;
        }

        if (remaining < NetlinkAbi.NLA_HDRLEN)
        {
            _failed = true;
            return false;
        }

        int length = NativeOrder.ReadUInt16(_bytes.Slice(_position));
        if (length < NetlinkAbi.NLA_HDRLEN || length > remaining)
        {
            _failed = true;
            return false;
        }

        _type = NativeOrder.ReadUInt16(_bytes.Slice(_position + 2));
        _value = _bytes.Slice(_position + NetlinkAbi.NLA_HDRLEN, length - NetlinkAbi.NLA_HDRLEN);
        // the last attribute may come without its padding
        _position += Math.Min(NetlinkBuilder.Align(length), remaining);
        return true;
    }

    /// <summary>A walker over the attributes inside this one, and over nothing else. It fails on its own account.</summary>
    public readonly AttributeReader Nested() => new(_value);

    public byte UInt8() => Has(sizeof(byte)) ? _value[0] : (byte)0;

    public ushort NativeUInt16() => Has(sizeof(ushort)) ? NativeOrder.ReadUInt16(_value) : (ushort)0;

    public uint NativeUInt32() => Has(sizeof(uint)) ? NativeOrder.ReadUInt32(_value) : 0;

    public ulong NativeUInt64() => Has(sizeof(ulong)) ? NativeOrder.ReadUInt64(_value) : 0;

    public ushort BigEndianUInt16() => Has(sizeof(ushort)) ? BinaryPrimitives.ReadUInt16BigEndian(_value) : (ushort)0;

    public uint BigEndianUInt32() => Has(sizeof(uint)) ? BinaryPrimitives.ReadUInt32BigEndian(_value) : 0;

    public ulong BigEndianUInt64() => Has(sizeof(ulong)) ? BinaryPrimitives.ReadUInt64BigEndian(_value) : 0;

    /// <summary>
    /// The bytes of the NFTA_DATA_VALUE inside this attribute (struct nft_data, nf_tables.h); empty where it
    /// holds something else, as the verdict of a verdict map.
    /// </summary>
    public ReadOnlySpan<byte> DataValue()
    {
        ReadOnlySpan<byte> data = default;
        AttributeReader inner = Nested();
        while (inner.Next())
        {
            if (inner.Type == NetlinkAbi.NFTA_DATA_VALUE)
            {
                data = inner.Value;
            }
        }

        _failed |= inner.Failed;
        return data;
    }

    private bool Has(int size)
    {
        _failed |= _value.Length != size;
        return !_failed;
    }
}
