using System;

namespace IgdAot.Wire.Http;

/// <summary>host [":" port], the value of the Host field (RFC 9110, section 7.2).</summary>
public ref struct HttpAuthority
{
    /// <summary>RFC 9110, section 4.2.1.</summary>
    public const ushort DefaultPort = 80;

    /// <summary>A name, a dotted IPv4 address, or an IPv6 address in brackets.</summary>
    public ReadOnlySpan<byte> Host { get; private set; }

    /// <summary>80 where none is written.</summary>
    public ushort Port { get; private set; }

    /// <summary>Malformed for an empty host and for bytes that none has (user name, white space, path); BadValue for a port outside 1 to 65535.</summary>
    public static WireError TryParse(ReadOnlySpan<byte> text, out HttpAuthority authority)
    {
        authority = default;
        int hostEnd = 0;
        if (!text.IsEmpty && text[0] == '[')
        {
            int bracket = text.IndexOf((byte)']');
            for (int i = 1; i < bracket; i++)
            {
                if (Ascii.HexValue(text[i]) < 0 && text[i] is not ((byte)':' or (byte)'.'))
                {
                    return WireError.Malformed;
                }
            }

            hostEnd = bracket > 1 ? bracket + 1 : 0;
        }
        else
        {
            while (hostEnd < text.Length && IsNameCharacter(text[hostEnd]))
            {
                hostEnd++;
            }
        }

        if (hostEnd == 0)
        {
            return WireError.Malformed;
        }

        uint port = DefaultPort;
        if (hostEnd < text.Length)
        {
            if (text[hostEnd] != ':')
            {
                return WireError.Malformed;
            }

            // An empty port is the default one (RFC 3986, section 3.2.3).
            ReadOnlySpan<byte> digits = text.Slice(hostEnd + 1);
            if (!digits.IsEmpty && (!Ascii.TryParseDecimal(digits, ushort.MaxValue, out port) || port == 0))
            {
                return WireError.BadValue;
            }
        }

        authority.Host = text.Slice(0, hostEnd);
        authority.Port = (ushort)port;
        return WireError.None;
    }

    private static bool IsNameCharacter(byte character) =>
        Ascii.IsLetter(character) || Ascii.IsDigit(character) || character is (byte)'-' or (byte)'.' or (byte)'_';
}
