using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace IgdAot.Tests.Wire.Pcp;

/// <summary>Requests put together from their parts, by other means than the program's own.</summary>
internal static class PcpPacket
{
    public const string Client = "192.168.1.100";

    public static readonly byte[] Nonce = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    /// <summary>RFC 6887, section 7.1.</summary>
    public static byte[] Header(byte opcode, uint lifetimeSeconds, string client = Client, byte version = 2) =>
        [version, opcode, 0, 0, .. BigEndian(lifetimeSeconds, 4), .. Address(client)];

    /// <summary>RFC 6887, section 11.1.</summary>
    public static byte[] MapData(byte protocol, ushort internalPort, ushort externalPort, string externalAddress, byte[] nonce) =>
        [.. nonce, protocol, 0, 0, 0, .. BigEndian(internalPort, 2), .. BigEndian(externalPort, 2), .. Address(externalAddress)];

    /// <summary>A MAP for TCP port 80 for an hour, with these options.</summary>
    public static byte[] Map(params IEnumerable<byte> options) =>
        [.. Header(1, 3600), .. MapData(6, 80, 8080, "0.0.0.0", Nonce), .. options];

    /// <summary>RFC 6887, section 7.3.</summary>
    public static byte[] Option(byte code, params byte[] data) =>
        [code, 0, .. BigEndian((uint)data.Length, 2), .. data, .. new byte[-data.Length & 3]];

    /// <summary>In 128 bits; IPv4 in its mapped form.</summary>
    public static byte[] Address(string address) => IPAddress.Parse(address).MapToIPv6().GetAddressBytes();

    private static byte[] BigEndian(uint value, int length) =>
        [.. BitConverter.GetBytes(value).Take(length).Reverse()];
}
