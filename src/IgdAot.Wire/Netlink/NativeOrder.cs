using System;
using System.Runtime.InteropServices;

namespace IgdAot.Wire.Netlink;

/// <summary>
/// Numbers in the byte order of the machine, which netlink uses for its own headers and rtnetlink for
/// everything. Netlink aligns to four bytes only, so nothing here expects alignment.
/// </summary>
internal static class NativeOrder
{
    public static ushort ReadUInt16(ReadOnlySpan<byte> source) => MemoryMarshal.Read<ushort>(source);

    public static uint ReadUInt32(ReadOnlySpan<byte> source) => MemoryMarshal.Read<uint>(source);

    public static ulong ReadUInt64(ReadOnlySpan<byte> source) => MemoryMarshal.Read<ulong>(source);

    public static void WriteUInt16(Span<byte> destination, ushort value) => MemoryMarshal.Write(destination, in value);

    public static void WriteUInt32(Span<byte> destination, uint value) => MemoryMarshal.Write(destination, in value);

    public static void WriteUInt64(Span<byte> destination, ulong value) => MemoryMarshal.Write(destination, in value);
}
