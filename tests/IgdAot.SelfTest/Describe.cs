using System;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// Tells in one line what a parser reads in a packet, the same way on every target: what the golden files expect.
/// </summary>
internal static partial class Describe
{
    /// <summary>Bytes of the longest line.</summary>
    public const int MaxLength = 4096;

    /// <summary>Describes a packet of the named protocol; false for a name that is not known.</summary>
    public static bool TryRun(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> input, ref ByteWriter output) =>
        TryRunText(protocol, input, ref output)
        || TryRunBinary(protocol, input, ref output)
        || TryRunNetlink(protocol, input, ref output);
}
