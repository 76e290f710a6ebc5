using System;

namespace IgdAot.Wire;

/// <summary>Text as the protocols here have it: bytes, of which only ASCII letters have a case.</summary>
public static class Ascii
{
    /// <summary>Digits of 2^64 - 1.</summary>
    public const int MaxDecimalDigits = 20;

    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    public static bool IsLetter(byte value) => (uint)((value | 0x20) - 'a') <= 'z' - 'a';

    /// <summary>Space, tab, carriage return or line feed: the white space of XML 1.0, section 2.3.</summary>
    public static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    public static byte ToLower(byte value) => (uint)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    /// <summary>The lower-case digit of <paramref name="nibble"/>, 0 to 15.</summary>
    public static byte HexDigit(int nibble) => (byte)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);

    /// <summary>The value of a hexadecimal digit in either case; -1 for any other byte.</summary>
    public static int HexValue(byte digit)
    {
        if (IsDigit(digit))
        {
            return digit - '0';
        }

        int letter = (digit | 0x20) - 'a';
        return (uint)letter <= 5 ? letter + 10 : -1;
    }

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && EqualsIgnoreCase(text.Slice(0, prefix.Length), prefix);

    /// <summary>
    /// The place, from 0, of <paramref name="word"/> in <paramref name="words"/>, where a space stands behind each word,
    /// the last one too; -1 where it is none of them.
    /// </summary>
    public static int IndexOfWord(ReadOnlySpan<byte> words, ReadOnlySpan<byte> word)
    {
        for (int index = 0; !words.IsEmpty; index++)
        {
            int end = words.IndexOf((byte)' ');
            if (words.Slice(0, end).SequenceEqual(word))
            {
                return index;
            }

            words = words.Slice(end + 1);
        }

        return -1;
    }

    /// <summary>Without white space at either end.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return text.Slice(start, end - start);
    }

    /// <summary>
    /// Reads the whole of <paramref name="text"/> as decimal digits; no sign, no white space, no empty text.
    /// False for these and for a value above <paramref name="max"/>.
    /// </summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, uint max, out uint value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        ulong total = 0;
        foreach (byte digit in text)
        {
            if (!IsDigit(digit))
            {
                return false;
            }

            total = (total * 10) + (uint)(digit - '0');
            if (total > max)
            {
                return false;
            }
        }

        value = (uint)total;
        return true;
    }

    /// <summary>True where every byte can be printed: space to tilde.</summary>
    public static bool IsPrintable(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value is < 0x20 or > 0x7e)
            {
                return false;
            }
        }

        return true;
    }
}
