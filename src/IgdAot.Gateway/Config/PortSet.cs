using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Gateway.Config;

/// <summary>A set of ports, one bit each.</summary>
public struct PortSet
{
    private Bits _bits;

    public static bool Contains(ref readonly PortSet set, ushort port) =>
        (((ReadOnlySpan<byte>)set._bits)[port >> 3] & (1 << (port & 7))) != 0;

    /// <summary>Adds all ports from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void AddRange(ushort first, ushort last)
    {
        for (int port = first; port <= last; port++)
        {
            ((Span<byte>)_bits)[port >> 3] |= (byte)(1 << (port & 7));
        }
    }

    [InlineArray(65536 / 8)]
    private struct Bits
    {
        private byte _first;
    }
}
