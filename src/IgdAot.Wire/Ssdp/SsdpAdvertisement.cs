using System;

namespace IgdAot.Wire.Ssdp;

/// <summary>
/// What a notification or a search response says of one device, device type or service type. All texts are ours:
/// none is taken from a request.
/// </summary>
public ref struct SsdpAdvertisement
{
    /// <summary>The device's UUID, 36 characters.</summary>
    public ReadOnlySpan<byte> DeviceUuid { get; set; }

    /// <summary>
    /// What is advertised: upnp:rootdevice, or a type without its version and the colon in front of that; empty for
    /// the device itself (UDA 1.1, section 1.2.2, tables 1-1 to 1-3).
    /// </summary>
    public ReadOnlySpan<byte> Type { get; set; }

    /// <summary>The version of <see cref="Type"/>: ours, or a lower one that was asked for; 0 where it has none.</summary>
    public ushort TypeVersion { get; set; }

    /// <summary>How long the advertisement holds, in seconds, at least 1800 (UDA 1.1, section 1.2.2).</summary>
    public uint MaxAgeSeconds { get; set; }

    /// <summary>Our address on the link where the message goes.</summary>
    public Ipv4Address LocationAddress { get; set; }

    public ushort LocationPort { get; set; }

    /// <summary>Path of the description, with its slash.</summary>
    public ReadOnlySpan<byte> LocationPath { get; set; }

    /// <summary>OS/version UPnP/1.1 product/version.</summary>
    public ReadOnlySpan<byte> Server { get; set; }

    /// <summary>BOOTID.UPNP.ORG, 31 bits: grows whenever the device joins the network anew.</summary>
    public uint BootId { get; set; }

    /// <summary>CONFIGID.UPNP.ORG, 24 bits: changes with the descriptions.</summary>
    public uint ConfigId { get; set; }
}
