using System;

namespace IgdAot.Wire.Soap;

/// <summary>
/// Decodes arguments as they stand in a document: references, CDATA sections and line ends, white space off at both
/// ends. The numbers are strict: a value that another reader might wrap or cut is refused (UDA 1.1, section 2.5).
/// </summary>
public static class SoapValue
{
    /// <summary>Bytes of a number or boolean, decoded; with as many leading zeros as fit.</summary>
    private const int MaxScalarLength = 32;

    private static ReadOnlySpan<byte> SectionStart => "<![CDATA["u8;

    private static ReadOnlySpan<byte> SectionEnd => "]]>"u8;

    /// <summary>Decodes text into <paramref name="destination"/>; never longer than it was. False where it does not fit and where it is no element content without elements.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rawValue, Span<byte> destination, out int length)
    {
        length = 0;
        ByteWriter writer = new ByteWriter(destination);
        ReadOnlySpan<byte> rest = Ascii.Trim(rawValue);
        while (!rest.IsEmpty)
        {
            if (!TryDecodePiece(ref writer, ref rest))
            {
                return false;
            }
        }

        if (writer.Failed)
        {
            return false;
        }

        // A CDATA section or a reference may have brought white space of its own.
        ReadOnlySpan<byte> trimmed = Ascii.Trim(writer.Written);
        trimmed.CopyTo(destination);
        length = trimmed.Length;
        return true;
    }

    /// <summary>ui2: decimal digits, 0 to 65535.</summary>
    public static bool TryParseUInt16(ReadOnlySpan<byte> rawValue, out ushort value)
    {
        bool isNumber = TryParseNumber(rawValue, ushort.MaxValue, out uint number);
        value = (ushort)number;
        return isNumber;
    }

    /// <summary>ui4: decimal digits, 0 to 4294967295.</summary>
    public static bool TryParseUInt32(ReadOnlySpan<byte> rawValue, out uint value) => TryParseNumber(rawValue, uint.MaxValue, out value);

    /// <summary>boolean: 1, true or yes; 0, false or no; in any case.</summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> rawValue, out bool value)
    {
        value = false;
        Span<byte> buffer = stackalloc byte[MaxScalarLength];
        if (!TryDecode(rawValue, buffer, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> text = buffer.Slice(0, length);
        value = text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "yes"u8);
        return value || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8) || Ascii.EqualsIgnoreCase(text, "no"u8);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> rawValue, uint max, out uint value)
    {
        value = 0;
        Span<byte> buffer = stackalloc byte[MaxScalarLength];
        return TryDecode(rawValue, buffer, out int length) && Ascii.TryParseDecimal(buffer.Slice(0, length), max, out value);
    }

    /// <summary>Decodes one reference, one piece of markup, or one character.</summary>
    private static bool TryDecodePiece(ref ByteWriter writer, scoped ref ReadOnlySpan<byte> rest)
    {
        int length;
        if (rest[0] == '&')
        {
            if (!XmlText.TryReadReference(rest, out uint character, out length))
            {
                return false;
            }

            XmlText.WriteUtf8(ref writer, character);
        }
        else if (rest.StartsWith(SectionStart))
        {
            ReadOnlySpan<byte> section = rest.Slice(SectionStart.Length);
            int sectionLength = section.IndexOf(SectionEnd);
            if (sectionLength < 0)
            {
                return false;
            }

            WriteText(ref writer, section.Slice(0, sectionLength));
            length = SectionStart.Length + sectionLength + SectionEnd.Length;
        }
        else if (rest[0] == '<')
        {
            length = MarkupLength(rest);
        }
        else
        {
            length = TextLength(rest);
            WriteText(ref writer, rest.Slice(0, length));
        }

        rest = rest.Slice(length);
        return length > 0;
    }

    private static int TextLength(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && text[length] is not ((byte)'<' or (byte)'&'))
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes text with each line end, CR LF or CR, as LF (XML 1.0, section 2.11).</summary>
    private static void WriteText(ref ByteWriter writer, scoped ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\r')
            {
                writer.WriteByte(text[i]);
            }
            else if (i + 1 == text.Length || text[i + 1] != '\n')
            {
                writer.WriteByte((byte)'\n');
            }
        }
    }

    /// <summary>Length of the comment or processing instruction at the start; 0 where there is none.</summary>
    private static int MarkupLength(ReadOnlySpan<byte> text)
    {
        bool isComment = text.StartsWith("<!--"u8);
        if (!isComment && !text.StartsWith("<?"u8))
        {
            return 0;
        }

        int start = isComment ? 4 : 2;
        int end = text.Slice(start).IndexOf(isComment ? "-->"u8 : "?>"u8);
        return end < 0 ? 0 : start + end + (isComment ? 3 : 2);
    }
}
