using System;
using System.Buffers.Binary;

namespace IgdAot.Wire.Pcp;

/// <summary>A mapping nonce, 96 bits (RFC 6887, section 11.1): who does not know it cannot change the mapping.</summary>
public readonly struct PcpNonce : IEquatable<PcpNonce>
{
    /// <summary>Bytes.</summary>
    public const int Length = 12;

    private readonly ulong _high;
    private readonly uint _low;

    private PcpNonce(ulong high, uint low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>Reads the first <see cref="Length"/> of <paramref name="bytes"/>, which must be there.</summary>
    public static PcpNonce Read(ReadOnlySpan<byte> bytes) =>
        new PcpNonce(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(sizeof(ulong))));

    /// <summary>Compares in the same time whatever the bytes, so that nobody guesses a nonce piece by piece.</summary>
    public bool Equals(PcpNonce other) => ((_high ^ other._high) | (_low ^ other._low)) == 0;

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.Slice(sizeof(ulong)), _low);
    }
}
