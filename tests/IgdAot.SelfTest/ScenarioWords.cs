using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// The words of a script's line: spaces stand between them, and none in them but within quotation marks. A backslash
/// starts an escape: \r \n \t \s (a space) \q (a quotation mark) \\ and \xHH.
/// </summary>
internal ref struct ScenarioWords
{
    private ReadOnlySpan<byte> _rest;

    public ScenarioWords(ReadOnlySpan<byte> line)
    {
        _rest = Ascii.Trim(line);
    }

    /// <summary>All that was not taken yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Takes a word, without its quotation marks; an empty one at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        bool isQuoted = !_rest.IsEmpty && _rest[0] == '"';
        ReadOnlySpan<byte> text = isQuoted ? _rest.Slice(1) : _rest;
        int end = text.IndexOf(isQuoted ? (byte)'"' : (byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? text : text.Slice(0, end);
        _rest = end < 0 ? default : Ascii.Trim(text.Slice(end + 1));
        return word;
    }

    /// <summary>Takes the next word where it is <paramref name="word"/>.</summary>
    public bool TryTake(ReadOnlySpan<byte> word)
    {
        ScenarioWords ahead = this;
        if (!ahead.Next().SequenceEqual(word))
        {
            return false;
        }

        this = ahead;
        return true;
    }

    public bool TryNumber(out uint number) => Ascii.TryParseDecimal(Next(), uint.MaxValue, out number);

    public bool TryPort(out ushort port)
    {
        bool isPort = Ascii.TryParseDecimal(Next(), ushort.MaxValue, out uint number);
        port = (ushort)number;
        return isPort;
    }

    public bool TryAddress(out Ipv4Address address) => Ipv4Address.TryParse(Next(), out address);

    /// <summary>Writes text with its escapes resolved; false for an escape that is none.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, ref ByteWriter writer)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                writer.WriteByte(text[i]);
                continue;
            }

            i++;
            switch (i < text.Length ? text[i] : 0)
            {
                case (byte)'r':
                    writer.WriteByte((byte)'\r');
                    break;
                case (byte)'n':
                    writer.WriteByte((byte)'\n');
                    break;
                case (byte)'t':
                    writer.WriteByte((byte)'\t');
                    break;
                case (byte)'s':
                    writer.WriteByte((byte)' ');
                    break;
                case (byte)'q':
                    writer.WriteByte((byte)'"');
                    break;
                case (byte)'\\':
                    writer.WriteByte((byte)'\\');
                    break;
                case (byte)'x' when i + 2 < text.Length && Ascii.HexValue(text[i + 1]) >= 0 && Ascii.HexValue(text[i + 2]) >= 0:
                    writer.WriteByte((byte)((Ascii.HexValue(text[i + 1]) << 4) | Ascii.HexValue(text[i + 2])));
                    i += 2;
                    break;
                default:
                    return false;
            }
        }

        return !writer.Failed;
    }
}
