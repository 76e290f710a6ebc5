using System;

namespace IgdAot.Wire;

/// <summary>
/// A device or service type, urn:domain:device:name:version (UDA 1.1, sections 2.3 and 2.5), over the bytes that
/// name it. SSDP asks for one, SOAPACTION holds one. Types have a case; whether one is known is for the reader to say.
/// </summary>
public ref struct UpnpType
{
    /// <summary>Bytes of a type that is read: a domain and a name of 64 characters each (UDA 1.1, section 2.3) and the rest.</summary>
    public const int MaxLength = 160;

    private static ReadOnlySpan<byte> Start => "urn:"u8;

    /// <summary>schemas-upnp-org, or a vendor's domain with hyphens for dots.</summary>
    public ReadOnlySpan<byte> Domain { get; private set; }

    /// <summary>True for a service, false for a device.</summary>
    public bool IsService { get; private set; }

    /// <summary>WANIPConnection of urn:schemas-upnp-org:service:WANIPConnection:1.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>1 or more.</summary>
    public ushort Version { get; private set; }

    /// <summary>True where domain, kind and name are those; a version is for the reader to compare.</summary>
    public readonly bool Is(ReadOnlySpan<byte> domain, bool isService, ReadOnlySpan<byte> name) =>
        IsService == isService && Domain.SequenceEqual(domain) && Name.SequenceEqual(name);

    /// <summary>
    /// Reads the whole of <paramref name="text"/>. TooLong; Malformed for anything but these five parts;
    /// BadValue for a version that is no decimal number from 1 to 65535 without leading zeros.
    /// </summary>
    public static WireError TryParse(ReadOnlySpan<byte> text, out UpnpType type)
    {
        type = default;
        if (text.Length > MaxLength)
        {
            return WireError.TooLong;
        }

        if (!text.StartsWith(Start))
        {
            return WireError.Malformed;
        }

        ReadOnlySpan<byte> rest = text.Slice(Start.Length);
        if (!TryTakePart(ref rest, out ReadOnlySpan<byte> domain) || !TryTakePart(ref rest, out ReadOnlySpan<byte> kind)
            || !TryTakePart(ref rest, out ReadOnlySpan<byte> name))
        {
            return WireError.Malformed;
        }

        bool isService = kind.SequenceEqual("service"u8);
        if (!isService && !kind.SequenceEqual("device"u8))
        {
            return WireError.Malformed;
        }

        if (!Ascii.TryParseDecimal(rest, ushort.MaxValue, out uint version) || rest[0] == '0')
        {
            return WireError.BadValue;
        }

        type.Domain = domain;
        type.IsService = isService;
        type.Name = name;
        type.Version = (ushort)version;
        return WireError.None;
    }

    /// <summary>Takes what stands in front of the next colon: letters, digits, hyphen, underscore and dot.</summary>
    private static bool TryTakePart(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        int length = 0;
        while (length < rest.Length && IsPartCharacter(rest[length]))
        {
            length++;
        }

        part = rest.Slice(0, length);
        if (length == 0 || length == rest.Length || rest[length] != ':')
        {
            return false;
        }

        rest = rest.Slice(length + 1);
        return true;
    }

    private static bool IsPartCharacter(byte character) =>
        Ascii.IsLetter(character) || Ascii.IsDigit(character) || character is (byte)'-' or (byte)'_' or (byte)'.';
}
