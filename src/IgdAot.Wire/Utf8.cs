using System;

namespace IgdAot.Wire;

/// <summary>UTF-8 as RFC 3629 has it, for text that strangers send and others will read.</summary>
public static class Utf8
{
    /// <summary>
    /// Length of the well-formed sequence at the start of <paramref name="text"/>, 1 to 4; 0 where there is none
    /// (RFC 3629, section 4: no overlong form, no surrogate, nothing above U+10FFFF).
    /// </summary>
    public static int SequenceLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        byte lead = text[0];
        if (lead < 0x80)
        {
            return 1;
        }

        int length;
        byte low = 0x80;
        byte high = 0xbf;
        switch (lead)
        {
            case >= 0xc2 and <= 0xdf:
                length = 2;
                break;
            case >= 0xe0 and <= 0xef:
                length = 3;
                low = lead == 0xe0 ? (byte)0xa0 : low;
                high = lead == 0xed ? (byte)0x9f : high;
                break;
            case >= 0xf0 and <= 0xf4:
                length = 4;
                low = lead == 0xf0 ? (byte)0x90 : low;
                high = lead == 0xf4 ? (byte)0x8f : high;
                break;
            default:
                return 0;
        }

        if (text.Length < length || text[1] < low || text[1] > high)
        {
            return 0;
        }

        for (int i = 2; i < length; i++)
        {
            if ((text[i] & 0xc0) != 0x80)
            {
                return 0;
            }
        }

        return length;
    }

    /// <summary>True where all of <paramref name="text"/> is well-formed; empty text is.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int length = SequenceLength(text);
            if (length == 0)
            {
                return false;
            }

            text = text.Slice(length);
        }

        return true;
    }

    /// <summary>The longest start of well-formed <paramref name="text"/> that has at most <paramref name="maxBytes"/> bytes and cuts no character.</summary>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
        {
            return text;
        }

        int end = maxBytes;
        while (end > 0 && (text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return text.Slice(0, end);
    }
}
