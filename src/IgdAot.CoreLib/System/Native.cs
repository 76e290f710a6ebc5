using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// What the library takes from musl and from native/. RuntimeImport makes ilc call the symbol itself,
/// without the transition frame that a DllImport brings.
/// </summary>
internal static unsafe class Native
{
    [RuntimeImport("*", "memcmp")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern int memcmp(ref byte left, ref byte right, nuint length);

    [RuntimeImport("*", "memchr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* memchr(byte* start, int value, nuint length);

#pragma warning disable CS0649 // filled in C
    internal struct Slice
    {
        public void* Start;
        public int Length;
    }
#pragma warning restore

    // native/span.c says why these are calls.
    [RuntimeImport("*", "igd_slice_from")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern Slice igd_slice_from(void* start, int total, int from);

    [RuntimeImport("*", "igd_slice")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern Slice igd_slice(void* start, int total, int from, int length);
}

/// <summary>Contract with ilc: block copies, fills and clears that the JIT does not unroll come here.</summary>
internal static class SpanHelpers
{
    [RuntimeImport("*", "memmove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Memmove(ref byte destination, ref byte source, nuint length);

    [RuntimeImport("*", "bzero")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ClearWithoutReferences(ref byte start, nuint length);

    [RuntimeImport("*", "memset")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Fill(ref byte start, byte value, nuint length);
}
