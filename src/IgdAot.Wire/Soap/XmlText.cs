using System;

namespace IgdAot.Wire.Soap;

/// <summary>Characters of XML 1.0 in UTF-8: which are allowed, and how strangers' text is written into a document.</summary>
public static class XmlText
{
    private const byte MaxAscii = 0x7f;

    /// <summary>U+FFFD, what stands for a character that a document cannot hold.</summary>
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>
    /// Length in bytes of the character at the start of <paramref name="text"/>, 1 to 4; 0 where the bytes are no
    /// UTF-8 or the character is none that a document may hold (XML 1.0, section 2.2).
    /// </summary>
    public static int CharacterLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        byte lead = text[0];
        if (lead <= MaxAscii)
        {
            return lead >= 0x20 || Ascii.IsWhiteSpace(lead) ? 1 : 0;
        }

        // U+FFFE and U+FFFF are ef bf be and ef bf bf.
        int length = Utf8.SequenceLength(text);
        return length == 3 && lead == 0xef && text[1] == 0xbf && text[2] >= 0xbe ? 0 : length;
    }

    /// <summary>True for a number that a character reference may hold (XML 1.0, section 4.1).</summary>
    public static bool IsCharacter(uint value) => value switch
    {
        < 0x20 => value is '\t' or '\n' or '\r',
        < 0xd800 => true,
        < 0xe000 => false,
        < 0x10000 => value < 0xfffe,
        _ => value <= 0x10ffff,
    };

    /// <summary>
    /// Writes text as element content or attribute value. Markup becomes references, and so does a carriage return,
    /// which a reader would drop; what a document cannot hold becomes U+FFFD, byte by byte where it is no UTF-8.
    /// </summary>
    public static void WriteEscaped(ref ByteWriter writer, scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int length = CharacterLength(text);
            if (length == 0)
            {
                writer.Write(Replacement);

                // A well-formed character that is not allowed is replaced as one.
                length = Math.Max(1, Utf8.SequenceLength(text));
            }
            else
            {
                WriteCharacter(ref writer, text.Slice(0, length));
            }

            text = text.Slice(length);
        }
    }

    /// <summary>Writes the character of a number for which <see cref="IsCharacter"/> is true.</summary>
    internal static void WriteUtf8(ref ByteWriter writer, uint value)
    {
        if (value <= MaxAscii)
        {
            writer.WriteByte((byte)value);
        }
        else if (value < 0x800)
        {
            writer.WriteByte((byte)(0xc0 | (value >> 6)));
            writer.WriteByte(Continuation(value));
        }
        else if (value < 0x10000)
        {
            writer.WriteByte((byte)(0xe0 | (value >> 12)));
            writer.WriteByte(Continuation(value >> 6));
            writer.WriteByte(Continuation(value));
        }
        else
        {
            writer.WriteByte((byte)(0xf0 | (value >> 18)));
            writer.WriteByte(Continuation(value >> 12));
            writer.WriteByte(Continuation(value >> 6));
            writer.WriteByte(Continuation(value));
        }
    }

    /// <summary>
    /// Reads the reference at the start of <paramref name="text"/>, from ampersand to semicolon: one of the five
    /// that XML predefines (XML 1.0, section 4.6) or a character's number. False for any other.
    /// </summary>
    internal static bool TryReadReference(ReadOnlySpan<byte> text, out uint character, out int length)
    {
        character = 0;
        length = text.IndexOf((byte)';') + 1;
        if (length < 2 || text[0] != '&')
        {
            return false;
        }

        ReadOnlySpan<byte> name = text.Slice(1, length - 2);
        if (!name.IsEmpty && name[0] == '#')
        {
            bool isHex = name.Length > 1 && name[1] == 'x';
            return TryReadNumber(name.Slice(isHex ? 2 : 1), isHex ? 16u : 10u, out character);
        }

        character = Predefined(name);
        return character != 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, uint radix, out uint character)
    {
        character = 0;
        foreach (byte digit in digits)
        {
            int value = Ascii.HexValue(digit);
            if ((uint)value >= radix)
            {
                return false;
            }

            character = (character * radix) + (uint)value;
            if (character > 0x10ffff)
            {
                return false;
            }
        }

        return !digits.IsEmpty && IsCharacter(character);
    }

    private static uint Predefined(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("amp"u8))
        {
            return '&';
        }

        if (name.SequenceEqual("lt"u8))
        {
            return '<';
        }

        if (name.SequenceEqual("gt"u8))
        {
            return '>';
        }

        if (name.SequenceEqual("quot"u8))
        {
            return '"';
        }

        return name.SequenceEqual("apos"u8) ? '\'' : 0u;
    }

    private static void WriteCharacter(ref ByteWriter writer, scoped ReadOnlySpan<byte> character)
    {
        switch (character[0])
        {
            case (byte)'<':
                writer.Write("&lt;"u8);
                break;
            case (byte)'>':
                writer.Write("&gt;"u8);
                break;
            case (byte)'&':
                writer.Write("&amp;"u8);
                break;
            case (byte)'"':
                writer.Write("&quot;"u8);
                break;
            case (byte)'\'':
                writer.Write("&apos;"u8);
                break;
            case (byte)'\r':
                writer.Write("&#13;"u8);
                break;
            default:
                writer.Write(character);
                break;
        }
    }

    private static byte Continuation(uint bits) => (byte)(0x80 | (bits & 0x3f));
}
