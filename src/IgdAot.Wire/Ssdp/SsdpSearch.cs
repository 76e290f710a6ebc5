using System;
using IgdAot.Wire.Http;

namespace IgdAot.Wire.Ssdp;

/// <summary>
/// Reads an M-SEARCH datagram (UDA 1.1, sections 1.3.2 and 1.3.3). Unlike a stream, a datagram has an end of its own:
/// a bare LF serves as line end, and the empty line behind the fields may be missing. Every field must have its line
/// end though, because a value without one may have been cut.
/// </summary>
public static class SsdpSearch
{
    /// <summary>Bytes of a datagram; what does not fit into one Ethernet frame is no search.</summary>
    public const int MaxLength = 1400;

    /// <summary>UDA 1.1, section 1.3.3: a larger MX counts as this.</summary>
    public const byte MaxMxSeconds = 5;

    private static ReadOnlySpan<byte> RequestStart => "M-SEARCH * "u8;

    /// <summary>Reads the whole of <paramref name="datagram"/>.</summary>
    /// <returns>
    /// NotRequest for a response, Unsupported for a NOTIFY, BadVersion for another version than HTTP/1.1, BadValue for
    /// a MAN other than "ssdp:discover", Missing for no MAN or no ST, Duplicate for a field that stands twice;
    /// Truncated, TooLong or Malformed for the rest.
    /// </returns>
    public static WireError TryParse(ReadOnlySpan<byte> datagram, out SsdpSearchView search)
    {
        search = default;
        if (datagram.Length > MaxLength)
        {
            return WireError.TooLong;
        }

        ReadOnlySpan<byte> rest = datagram;
        if (!TryTakeLine(ref rest, out ReadOnlySpan<byte> line))
        {
            return WireError.Truncated;
        }

        WireError error = CheckRequestLine(line);
        if (error != WireError.None)
        {
            return error;
        }

        SsdpSearchView found = default;
        bool hasMan = false;
        bool hasMx = false;
        while (!rest.IsEmpty)
        {
            if (!TryTakeLine(ref rest, out line))
            {
                return WireError.Truncated;
            }

            if (line.IsEmpty)
            {
                break;
            }

            if (!HeaderField.TrySplit(line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
            {
                return WireError.Malformed;
            }

            if (Ascii.EqualsIgnoreCase(name, "MAN"u8))
            {
                if (hasMan)
                {
                    return WireError.Duplicate;
                }

                if (!value.SequenceEqual("\"ssdp:discover\""u8))
                {
                    return WireError.BadValue;
                }

                hasMan = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "MX"u8))
            {
                if (hasMx)
                {
                    return WireError.Duplicate;
                }

                hasMx = true;
                found.MxSeconds = ReadMx(value);
            }
            else if (Ascii.EqualsIgnoreCase(name, "ST"u8))
            {
                if (!found.SearchTarget.IsEmpty)
                {
                    return WireError.Duplicate;
                }

                if (value.IsEmpty)
                {
                    return WireError.BadValue;
                }

                found.SearchTarget = value;
            }
        }

        if (!hasMan || found.SearchTarget.IsEmpty)
        {
            return WireError.Missing;
        }

        search = found;
        return WireError.None;
    }

    private static WireError CheckRequestLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(RequestStart))
        {
            return line.Slice(RequestStart.Length).SequenceEqual("HTTP/1.1"u8) ? WireError.None : WireError.BadVersion;
        }

        if (line.StartsWith("HTTP/"u8))
        {
            return WireError.NotRequest;
        }

        return line.StartsWith("NOTIFY "u8) ? WireError.Unsupported : WireError.Malformed;
    }

    /// <summary>Takes a line, without its end; false where no end is there.</summary>
    private static bool TryTakeLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        int lineFeed = rest.IndexOf((byte)'\n');
        if (lineFeed < 0)
        {
            line = default;
            return false;
        }

        int end = lineFeed > 0 && rest[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        line = rest.Slice(0, end);
        rest = rest.Slice(lineFeed + 1);
        return true;
    }

    /// <summary>Digits only; any number of them, since a value that is too large has a meaning.</summary>
    private static byte ReadMx(ReadOnlySpan<byte> digits)
    {
        uint seconds = 0;
        foreach (byte digit in digits)
        {
            if (!Ascii.IsDigit(digit))
            {
                return 0;
            }

            seconds = Math.Min((seconds * 10) + (uint)(digit - '0'), MaxMxSeconds);
        }

        return (byte)seconds;
    }
}
