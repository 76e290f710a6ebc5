using System;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Writes the user data of a set element: fields of type, length and value, one byte each for the first two
/// (libnftnl's udata). nft shows the comment and passes over types that it does not know.
/// </summary>
public ref struct UserDataWriter
{
    /// <summary>
    /// Bytes of user data that the kernel keeps with an element. NFT_USERDATA_MAXLEN says 256, but the kernel counts
    /// them in eight bits with one byte more: 6.18 refuses 255 with EINVAL, and takes 256 and then has none.
    /// </summary>
    public const int MaxLength = 254;

    private const int FieldHeaderLength = 2;

    private ByteWriter _writer;

    public UserDataWriter(Span<byte> bytes) =>
        _writer = new ByteWriter(bytes.Slice(0, Math.Min(bytes.Length, MaxLength)));

    /// <summary>True once a field did not fit.</summary>
    public readonly bool Failed => _writer.Failed;

    /// <summary>Bytes of value that one more field may have.</summary>
    public readonly int RemainingValue => Math.Max(0, Math.Min(_writer.Remaining - FieldHeaderLength, byte.MaxValue));

    public readonly ReadOnlySpan<byte> Written => _writer.Written;

    /// <summary>
    /// The comment that nft lists in quotes and without escaping: give it nothing but printable bytes without
    /// a quotation mark. A zero byte is put behind it.
    /// </summary>
    public void Comment(scoped ReadOnlySpan<byte> text)
    {
        Header(NetlinkAbi.NFTNL_UDATA_SET_ELEM_COMMENT, text.Length + 1);
        _writer.Write(text);
        _writer.WriteByte(0);
    }

    /// <summary>A field of bytes as they are.</summary>
    public void Field(byte type, scoped ReadOnlySpan<byte> value)
    {
        Header(type, value.Length);
        _writer.Write(value);
    }

    private void Header(byte type, int length)
    {
        if (length > byte.MaxValue)
        {
            _writer.Reserve(int.MaxValue);
            return;
        }

        _writer.WriteByte(type);
        _writer.WriteByte((byte)length);
    }
}
