using System;

namespace IgdAot.Wire.Netlink;

/// <summary>Walks the fields of a set element's user data, the mirror of <see cref="UserDataWriter"/>.</summary>
public ref struct UserDataReader
{
    private ByteReader _reader;

    public UserDataReader(ReadOnlySpan<byte> userData)
    {
        _reader = new ByteReader(userData);
        Type = 0;
        Value = default;
    }

    /// <summary>True once a field did not lie within the bytes.</summary>
    public readonly bool Failed => _reader.Failed;

    public byte Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next field; false at the end and after a failure.</summary>
    public bool Next()
    {
        if (_reader.Failed || _reader.Remaining == 0)
        {
            return false;
        }

        Type = _reader.ReadByte();
        Value = _reader.Take(_reader.ReadByte());
        return !_reader.Failed;
    }

    /// <summary>The comment that nft would list, without its zero byte; false where there is none or the fields are broken.</summary>
    public static bool TryGetComment(ReadOnlySpan<byte> userData, out ReadOnlySpan<byte> comment)
    {
        comment = default;
        bool found = false;
        UserDataReader reader = new(userData);
        while (reader.Next())
        {
            if (reader.Type == NetlinkAbi.NFTNL_UDATA_SET_ELEM_COMMENT)
            {
                int end = reader.Value.IndexOf((byte)0);
                comment = end < 0 ? reader.Value : reader.Value.Slice(0, end);
                found = true;
            }
        }

        return found && !reader.Failed;
    }
}
