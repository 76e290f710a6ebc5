using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;

namespace IgdAot.Gateway.Firewall;

/// <summary>
/// The comment on a Forward element, by which the kernel itself remembers whose a mapping is: the origin, for PCP
/// the nonce, and the description, as <c>upnp:My game</c> or <c>pcp:0102030405060708090a0b0c:My game</c>.
/// <c>nft list ruleset</c> prints it between quotes and an administrator may load that text again, so what could
/// end the quotes is escaped as %XX.
/// </summary>
public static class ElementText
{
    /// <summary>Bytes of the longest comment: an origin, a nonce, and a description in which each byte is escaped.</summary>
    public const int MaxLength = 7 + (2 * PcpNonce.Length) + 1 + (3 * Description.MaxLength);

    private static ReadOnlySpan<byte> UpnpMark => "upnp:"u8;

    private static ReadOnlySpan<byte> NatPmpMark => "natpmp:"u8;

    private static ReadOnlySpan<byte> PcpMark => "pcp:"u8;

    public static bool IsSame(in Mapping left, in Mapping right) =>
        left.Origin == right.Origin && left.Nonce.Equals(right.Nonce)
        && Description.AsSpan(in left.Description).SequenceEqual(Description.AsSpan(in right.Description));

    public static void Emit(ref ByteWriter writer, in Mapping mapping)
    {
        switch (mapping.Origin)
        {
            case MappingOrigin.Upnp:
                writer.Write(UpnpMark);
                break;
            case MappingOrigin.NatPmp:
                writer.Write(NatPmpMark);
                break;
            default:
                writer.Write(PcpMark);
                Span<byte> nonce = stackalloc byte[PcpNonce.Length];
                mapping.Nonce.CopyTo(nonce);
                writer.WriteHex(nonce);
                writer.WriteByte((byte)':');
                break;
        }

        foreach (byte character in Description.AsSpan(in mapping.Description))
        {
            if (MustEscape(character))
            {
                writer.WriteByte((byte)'%');
                writer.WriteByte(Ascii.HexDigit(character >> 4));
                writer.WriteByte(Ascii.HexDigit(character & 15));
            }
            else
            {
                writer.WriteByte(character);
            }
        }
    }

    /// <summary>Reads what <see cref="Emit"/> wrote into origin, nonce and description. False for any other text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, ref Mapping mapping)
    {
        if (text.StartsWith(UpnpMark))
        {
            mapping.Origin = MappingOrigin.Upnp;
            return TryParseDescription(text.Slice(UpnpMark.Length), ref mapping.Description);
        }

        if (text.StartsWith(NatPmpMark))
        {
            mapping.Origin = MappingOrigin.NatPmp;
            return TryParseDescription(text.Slice(NatPmpMark.Length), ref mapping.Description);
        }

        int descriptionStart = PcpMark.Length + (2 * PcpNonce.Length) + 1;
        if (!text.StartsWith(PcpMark) || text.Length < descriptionStart || text[descriptionStart - 1] != ':')
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[PcpNonce.Length];
        for (int i = 0; i < nonce.Length; i++)
        {
            if (!TryParseByte(text.Slice(PcpMark.Length + (2 * i)), out nonce[i]))
            {
                return false;
            }
        }

        mapping.Origin = MappingOrigin.Pcp;
        mapping.Nonce = PcpNonce.Read(nonce);
        return TryParseDescription(text.Slice(descriptionStart), ref mapping.Description);
    }

    private static bool MustEscape(byte character) => character is < 0x20 or 0x7f or (byte)'"' or (byte)'%' or (byte)'\\';

    private static bool TryParseDescription(ReadOnlySpan<byte> text, ref Description description)
    {
        Span<byte> plain = stackalloc byte[Description.MaxLength];
        int length = 0;
        while (!text.IsEmpty)
        {
            if (length == plain.Length)
            {
                return false;
            }

            byte character = text[0];
            int consumed = 1;
            if (character == '%')
            {
                if (!TryParseByte(text.Slice(1), out character))
                {
                    return false;
                }

                consumed = 3;
            }

            plain[length++] = character;
            text = text.Slice(consumed);
        }

        description.Set(plain.Slice(0, length));
        return true;
    }

    private static bool TryParseByte(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        if (digits.Length < 2)
        {
            return false;
        }

        int high = Ascii.HexValue(digits[0]);
        int low = Ascii.HexValue(digits[1]);
        if (high < 0 || low < 0)
        {
            return false;
        }

        value = (byte)((high << 4) | low);
        return true;
    }
}
