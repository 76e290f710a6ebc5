using System;

namespace IgdAot.Wire.Http;

/// <summary>One header field, as HTTP and SSDP have it (RFC 9110, section 5; RFC 9112, section 5).</summary>
public static class HeaderField
{
    /// <summary>
    /// Splits a line, without its end, into name and value. False where the name is no token, where white space
    /// stands in front of the colon, where the line continues another, or where the value holds a control character.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        int colon = line.IndexOf((byte)':');
        if (colon < 0 || !IsToken(line.Slice(0, colon)))
        {
            return false;
        }

        ReadOnlySpan<byte> text = line.Slice(colon + 1);
        foreach (byte character in text)
        {
            if ((character < 0x20 && character != '\t') || character == 0x7f)
            {
                return false;
            }
        }

        name = line.Slice(0, colon);
        value = Ascii.Trim(text);
        return true;
    }

    /// <summary>True for one or more token characters (RFC 9110, section 5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (!IsTokenCharacter(character))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    /// <summary>Takes the next member, trimmed, off the front of a list with commas; false at its end. A member may be empty.</summary>
    public static bool TryTakeMember(scoped ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> member)
    {
        member = default;
        if (list.IsEmpty)
        {
            return false;
        }

        int comma = list.IndexOf((byte)',');
        int end = comma < 0 ? list.Length : comma;
        member = Ascii.Trim(list.Slice(0, end));
        list = list.Slice(comma < 0 ? end : end + 1);
        return true;
    }

    private static bool IsTokenCharacter(byte character) =>
        Ascii.IsLetter(character) || Ascii.IsDigit(character) || character is (byte)'!' or (byte)'#' or (byte)'$' or (byte)'%'
            or (byte)'&' or (byte)'\'' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'.' or (byte)'^' or (byte)'_'
            or (byte)'`' or (byte)'|' or (byte)'~';
}
