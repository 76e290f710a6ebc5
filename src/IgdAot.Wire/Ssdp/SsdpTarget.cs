using System;

namespace IgdAot.Wire.Ssdp;

/// <summary>What a search target asks for (UDA 1.1, section 1.3.2).</summary>
public enum SsdpTargetKind : byte
{
    /// <summary>ssdp:all.</summary>
    All,
    /// <summary>upnp:rootdevice.</summary>
    RootDevice,
    /// <summary>uuid: and a device's UUID.</summary>
    Uuid,
    /// <summary>A device or service type.</summary>
    Type,
}

/// <summary>A search target, read whole: what only begins like one is none.</summary>
public ref struct SsdpTarget
{
    /// <summary>Characters of a UUID with its hyphens (UDA 1.1, section 1.1.4).</summary>
    public const int UuidLength = 36;

    private static ReadOnlySpan<byte> UuidStart => "uuid:"u8;

    public SsdpTargetKind Kind { get; private set; }

    /// <summary>Of <see cref="SsdpTargetKind.Uuid"/>: its 36 characters, hexadecimal digits in either case.</summary>
    public ReadOnlySpan<byte> Uuid { get; private set; }

    /// <summary>Of <see cref="SsdpTargetKind.Type"/>.</summary>
    public UpnpType Type { get; private set; }

    /// <summary>Malformed for a UUID that is none and for a target of no known kind, or the error of <see cref="UpnpType.TryParse"/>.</summary>
    public static WireError TryParse(ReadOnlySpan<byte> text, out SsdpTarget target)
    {
        target = default;
        if (text.SequenceEqual("ssdp:all"u8))
        {
            target.Kind = SsdpTargetKind.All;
            return WireError.None;
        }

        if (text.SequenceEqual("upnp:rootdevice"u8))
        {
            target.Kind = SsdpTargetKind.RootDevice;
            return WireError.None;
        }

        if (text.StartsWith(UuidStart))
        {
            ReadOnlySpan<byte> uuid = text.Slice(UuidStart.Length);
            if (!IsUuid(uuid))
            {
                return WireError.Malformed;
            }

            target.Kind = SsdpTargetKind.Uuid;
            target.Uuid = uuid;
            return WireError.None;
        }

        WireError error = UpnpType.TryParse(text, out UpnpType type);
        if (error == WireError.None)
        {
            target.Kind = SsdpTargetKind.Type;
            target.Type = type;
        }

        return error;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != UuidLength)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            bool isHyphen = i is 8 or 13 or 18 or 23;
            if (isHyphen ? text[i] != '-' : Ascii.HexValue(text[i]) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
