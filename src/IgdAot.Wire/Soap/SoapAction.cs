using System;

namespace IgdAot.Wire.Soap;

/// <summary>
/// The value of the SOAPACTION header field (UDA 1.1, section 3.2.1): "serviceType#actionName". Clients send it with
/// and without the quotes.
/// </summary>
public ref struct SoapAction
{
    /// <summary>Bytes of the whole value that is read.</summary>
    public const int MaxLength = 256;

    /// <summary>What stands in front of the number sign, for <see cref="UpnpType"/>; printable ASCII without quotes.</summary>
    public ReadOnlySpan<byte> ServiceType { get; private set; }

    /// <summary>The action's name: letters, digits, hyphen, underscore and dot.</summary>
    public ReadOnlySpan<byte> Action { get; private set; }

    /// <summary>Missing for an empty value, TooLong, Malformed for every other odd form.</summary>
    public static WireError TryParse(ReadOnlySpan<byte> value, out SoapAction action)
    {
        action = default;
        ReadOnlySpan<byte> text = Ascii.Trim(value);
        if (text.IsEmpty)
        {
            return WireError.Missing;
        }

        if (text.Length > MaxLength)
        {
            return WireError.TooLong;
        }

        if (text[0] == '"')
        {
            if (text.Length < 2 || text[text.Length - 1] != '"')
            {
                return WireError.Malformed;
            }

            text = text.Slice(1, text.Length - 2);
        }

        int numberSign = text.IndexOf((byte)'#');
        if (numberSign <= 0 || !IsServiceType(text.Slice(0, numberSign)) || !IsActionName(text.Slice(numberSign + 1)))
        {
            return WireError.Malformed;
        }

        action.ServiceType = text.Slice(0, numberSign);
        action.Action = text.Slice(numberSign + 1);
        return WireError.None;
    }

    private static bool IsServiceType(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (character is <= 0x20 or > 0x7e or (byte)'"' or (byte)'\'')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsActionName(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (!Ascii.IsLetter(character) && !Ascii.IsDigit(character) && character is not ((byte)'-' or (byte)'_' or (byte)'.'))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}
