using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// The library's own checks, each in the guise of an index check. The JIT knows that a failed one does not come back, and
/// keeps a single call for all of a method's failures at its end; a method of ours that reports a fault it would take for
/// one that returns. A tenth of the firmware, and the fault is laid to the method that caused it.
/// </summary>
internal static class Check
{
    /// <summary>Requires 0 &lt;= value &lt;= limit, for a limit that is not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void NotAbove(int value, int limit) =>
        // The comparison is unsigned, so limit + 1 may wrap.
        _ = new ReadOnlySpan<byte>(ref Unsafe.NullRef<byte>(), limit + 1)[value];

    /// <summary>Only the sign is an index here: the JIT does not fold a check against 2^31, not even of a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void NotNegative(int value) =>
        _ = new ReadOnlySpan<byte>(ref Unsafe.NullRef<byte>(), 1)[(int)((uint)value >> 31)];
}
