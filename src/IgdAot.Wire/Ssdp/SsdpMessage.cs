using System;
using IgdAot.Wire.Http;

namespace IgdAot.Wire.Ssdp;

/// <summary>Writes notifications and search responses (UDA 1.1, sections 1.2.2, 1.2.3 and 1.3.3), fields in the order of these sections.</summary>
public static class SsdpMessage
{
    /// <summary>UDA 1.1, section 1.1: for the group and for unicast searches.</summary>
    public const ushort Port = 1900;

    /// <summary>UDA 1.1, section 1.2.2: hops of a multicast datagram, if nothing else is configured.</summary>
    public const byte DefaultTimeToLive = 2;

    /// <summary>Bytes of the longest message, with texts of up to 256 bytes in all.</summary>
    public const int MaxLength = 1024;

    /// <summary>239.255.255.250 (UDA 1.1, section 1.1).</summary>
    public static Ipv4Address Group => new Ipv4Address(0xeffffffa);

    /// <summary>ssdp:alive, UDA 1.1, section 1.2.2.</summary>
    public static void EmitAlive(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        EmitNotifyStart(ref writer);
        EmitMaxAge(ref writer, in advertisement);
        EmitLocation(ref writer, in advertisement);
        writer.Write("NT: "u8);
        EmitTarget(ref writer, in advertisement);
        writer.Write("\r\nNTS: ssdp:alive\r\n"u8);
        EmitServer(ref writer, in advertisement);
        EmitEnd(ref writer, in advertisement);
    }

    /// <summary>ssdp:byebye, UDA 1.1, section 1.2.3.</summary>
    public static void EmitByebye(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        EmitNotifyStart(ref writer);
        writer.Write("NT: "u8);
        EmitTarget(ref writer, in advertisement);
        writer.Write("\r\nNTS: ssdp:byebye\r\n"u8);
        EmitEnd(ref writer, in advertisement);
    }

    /// <summary>The response to a search, UDA 1.1, section 1.3.3.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="advertisement">What was found.</param>
    /// <param name="unixSeconds">Time in seconds since 1970; 0 where the clock is not to be trusted, and DATE is left out.</param>
    public static void EmitResponse(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement, ulong unixSeconds)
    {
        writer.Write("HTTP/1.1 200 OK\r\n"u8);
        EmitMaxAge(ref writer, in advertisement);
        if (unixSeconds != 0)
        {
            writer.Write("DATE: "u8);
            HttpDate.Emit(ref writer, unixSeconds);
            writer.Write("\r\n"u8);
        }

        writer.Write("EXT:\r\n"u8);
        EmitLocation(ref writer, in advertisement);
        EmitServer(ref writer, in advertisement);
        writer.Write("ST: "u8);
        EmitTarget(ref writer, in advertisement);
        writer.Write("\r\n"u8);
        EmitEnd(ref writer, in advertisement);
    }

    private static void EmitNotifyStart(ref ByteWriter writer) =>
        writer.Write("NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"u8);

    private static void EmitMaxAge(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        writer.Write("CACHE-CONTROL: max-age="u8);
        writer.WriteDecimal(advertisement.MaxAgeSeconds);
        writer.Write("\r\n"u8);
    }

    private static void EmitLocation(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        writer.Write("LOCATION: http://"u8);
        writer.WriteAddress(advertisement.LocationAddress);
        writer.WriteByte((byte)':');
        writer.WriteDecimal(advertisement.LocationPort);
        writer.Write(advertisement.LocationPath);
        writer.Write("\r\n"u8);
    }

    private static void EmitServer(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        writer.Write("SERVER: "u8);
        writer.Write(advertisement.Server);
        writer.Write("\r\n"u8);
    }

    /// <summary>The value of NT and ST.</summary>
    private static void EmitTarget(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        if (advertisement.Type.IsEmpty)
        {
            EmitUuid(ref writer, in advertisement);
            return;
        }

        writer.Write(advertisement.Type);
        if (advertisement.TypeVersion != 0)
        {
            writer.WriteByte((byte)':');
            writer.WriteDecimal(advertisement.TypeVersion);
        }
    }

    private static void EmitUuid(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        writer.Write("uuid:"u8);
        writer.Write(advertisement.DeviceUuid);
    }

    /// <summary>USN, BOOTID, CONFIGID and the empty line, which end every message.</summary>
    private static void EmitEnd(ref ByteWriter writer, scoped in SsdpAdvertisement advertisement)
    {
        writer.Write("USN: "u8);
        EmitUuid(ref writer, in advertisement);
        if (!advertisement.Type.IsEmpty)
        {
            writer.Write("::"u8);
            EmitTarget(ref writer, in advertisement);
        }

        writer.Write("\r\nBOOTID.UPNP.ORG: "u8);
        writer.WriteDecimal(advertisement.BootId);
        writer.Write("\r\nCONFIGID.UPNP.ORG: "u8);
        writer.WriteDecimal(advertisement.ConfigId);
        writer.Write("\r\n\r\n"u8);
    }
}
