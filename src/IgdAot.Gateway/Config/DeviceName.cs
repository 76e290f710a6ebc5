using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Gateway.Config;

/// <summary>Name of a network device, as the kernel knows it.</summary>
public struct DeviceName
{
    /// <summary>Bytes: IFNAMSIZ (linux/if.h) less the zero at the end.</summary>
    public const int MaxLength = 15;

    private byte _length;
    private Text _text;

    public readonly bool IsEmpty => _length == 0;

    public static ReadOnlySpan<byte> AsSpan(ref readonly DeviceName name) =>
        ((ReadOnlySpan<byte>)name._text).Slice(0, name._length);

    /// <summary>Takes the name over. False, with the name empty, for one that no device can have: empty, too long, or with a slash or white space in it.</summary>
    public bool TrySet(ReadOnlySpan<byte> text)
    {
        _length = 0;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (byte character in text)
        {
            if (character is <= (byte)' ' or (byte)'/' or 0x7f)
            {
                return false;
            }
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
