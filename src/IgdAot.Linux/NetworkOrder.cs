using System;
using System.Buffers.Binary;
using IgdAot.Wire;

namespace IgdAot.Linux;

/// <summary>Turns the ports and addresses of socket structures from host to network order, and back: both are the same step.</summary>
internal static class NetworkOrder
{
    public static ushort Swap(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    public static uint Swap(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    public static uint Of(Ipv4Address address) => Swap(address.Value);

    public static Ipv4Address Address(uint networkOrder) => new(Swap(networkOrder));
}
