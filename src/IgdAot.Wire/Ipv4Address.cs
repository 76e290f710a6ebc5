using System;

namespace IgdAot.Wire;

/// <summary>An IPv4 address as a number in host order: 192.168.1.1 is 0xc0a80101.</summary>
public readonly struct Ipv4Address : IEquatable<Ipv4Address>
{
    /// <summary>Length of the longest text, 255.255.255.255.</summary>
    public const int MaxTextLength = 15;

    public Ipv4Address(uint value) => Value = value;

    public uint Value { get; }

    /// <summary>0.0.0.0.</summary>
    public bool IsUnspecified => Value == 0;

    /// <summary>127.0.0.0/8 (RFC 1122, section 3.2.1.3).</summary>
    public bool IsLoopback => Value >> 24 == 127;

    /// <summary>224.0.0.0/4 (RFC 5771, section 3).</summary>
    public bool IsMulticast => Value >> 28 == 14;

    public bool Equals(Ipv4Address other) => Value == other.Value;

    /// <summary>True where <paramref name="other"/> shares the first <paramref name="prefixLength"/> bits, 0 to 32.</summary>
    public bool SharesPrefix(Ipv4Address other, int prefixLength) =>
        prefixLength <= 0 || (Value ^ other.Value) >> (32 - prefixLength) == 0;

    /// <summary>
    /// Reads four decimal numbers of one to three digits with dots between, nothing else: no leading zero
    /// (which others read as octal), no name, no space.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Ipv4Address address)
    {
        address = default;
        uint value = 0;
        int position = 0;
        for (int part = 0; part < 4; part++)
        {
            if (part > 0 && (position >= text.Length || text[position++] != '.'))
            {
                return false;
            }

            int start = position;
            while (position < text.Length && position - start < 4 && Ascii.IsDigit(text[position]))
            {
                position++;
            }

            ReadOnlySpan<byte> digits = text.Slice(start, position - start);
            if (!Ascii.TryParseDecimal(digits, 255, out uint number) || (digits.Length > 1 && digits[0] == '0'))
            {
                return false;
            }

            value = (value << 8) | number;
        }

        if (position != text.Length)
        {
            return false;
        }

        address = new Ipv4Address(value);
        return true;
    }
}
