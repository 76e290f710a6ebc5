using System;
using System.Runtime.CompilerServices;
using IgdAot.Wire;

namespace IgdAot.Gateway.Mappings;

/// <summary>A mapping's description: well-formed UTF-8, cut at a whole character where it is too long.</summary>
public struct Description
{
    /// <summary>
    /// Bytes kept. The mapping table is memory that every router pays for, and the kernel's user data
    /// (256 bytes, linux/netfilter/nf_tables.h NFT_USERDATA_MAXLEN) must hold it even when each byte is escaped.
    /// </summary>
    public const int MaxLength = 64;

    private byte _length;
    private Text _text;

    public readonly int Length => _length;

    /// <summary>The text, good as long as <paramref name="description"/> itself.</summary>
    public static ReadOnlySpan<byte> AsSpan(ref readonly Description description) =>
        ((ReadOnlySpan<byte>)description._text).Slice(0, description._length);

    /// <summary>Takes over as much of <paramref name="text"/> as fits; text that is not UTF-8 leaves it empty.</summary>
    public void Set(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> kept = Utf8.IsValid(text) ? Utf8.Truncate(text, MaxLength) : default;
        kept.CopyTo(_text);
        _length = (byte)kept.Length;
    }

    [InlineArray(MaxLength)]
    private struct Text
    {
        private byte _first;
    }
}
