using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Gateway.Config;

/// <summary>Text of an option: a path, a table's name.</summary>
public struct ShortText
{
    /// <summary>Bytes: one less than the room for a path in sockaddr_un (unix(7)), the tightest use.</summary>
    public const int MaxLength = 107;

    private byte _length;
    private Text _text;

    public readonly bool IsEmpty => _length == 0;

    public static ReadOnlySpan<byte> AsSpan(ref readonly ShortText text) =>
        ((ReadOnlySpan<byte>)text._text).Slice(0, text._length);

    /// <summary>Takes the text over; false, with nothing changed, where it is too long.</summary>
    public bool TrySet(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength)
        {
            return false;
        }

        text.CopyTo(_text);
        _length = (byte)text.Length;
        return true;
    }

    [InlineArray(MaxLength)]
    private struct Text
    {
        private byte _first;
    }
}
