using System;
using System.Buffers.Binary;

namespace IgdAot.Wire;

/// <summary>An IPv4 address in the 128 bits of an IPv6 one, ::ffff:0:0/96 (RFC 4291, section 2.5.5.2).</summary>
public static class Ipv4MappedAddress
{
    /// <summary>Bytes.</summary>
    public const int Length = 16;

    private const int AddressOffset = 12;

    private static ReadOnlySpan<byte> Prefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

    /// <summary>False for any other IPv6 address.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Ipv4Address address)
    {
        address = default;
        if (bytes.Length != Length || !bytes.StartsWith(Prefix))
        {
            return false;
        }

        address = new Ipv4Address(BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(AddressOffset)));
        return true;
    }

    public static void Emit(ref ByteWriter writer, Ipv4Address address)
    {
        writer.Write(Prefix);
        writer.WriteUInt32(address.Value);
    }
}
