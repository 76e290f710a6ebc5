using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace IgdAot.SelfTest;

/// <summary>
/// A fault of each kind, on demand: <c>igdaot-selftest fault index</c> must die with a line that names the kind and a
/// program counter in the method of the same name here (tests/IgdAot.SelfTest/run looks).
/// </summary>
internal static unsafe class Faults
{
    /// <summary>
    /// Returns only if there is no such kind, or if the fault did not happen. The caller must use the result: a C compiler
    /// leaves out what computes a number for nobody, with its fault.
    /// </summary>
    public static int Cause(ReadOnlySpan<byte> kind)
    {
        // Not a constant, so that no compiler sees the fault coming.
        int zero = kind.Length >> 8;
        return kind.SequenceEqual("index"u8) ? Index(kind, zero)
            : kind.SequenceEqual("slice"u8) ? Slice(kind, zero)
            : kind.SequenceEqual("short"u8) ? Short(kind.Slice(zero + 2))
            : kind.SequenceEqual("overflow"u8) ? Overflow(int.MaxValue - zero)
            : kind.SequenceEqual("divide"u8) ? Divide(1, zero)
            : kind.SequenceEqual("divide64"u8) ? Divide64(kind.Length, zero)
            : kind.SequenceEqual("null"u8) ? Null((int*)zero)
            : kind.SequenceEqual("memory"u8) ? Memory(zero)
            : kind.SequenceEqual("stack"u8) ? Stack(zero, &zero)
            : kind.SequenceEqual("cookie"u8) ? Cookie(zero)
            : zero;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Index(ReadOnlySpan<byte> span, int zero) => span[span.Length + zero];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Slice(ReadOnlySpan<byte> span, int zero) => span.Slice(3, span.Length + zero).Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Short(ReadOnlySpan<byte> span) => BinaryPrimitives.ReadInt32BigEndian(span);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Overflow(int value) => checked(value + 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int value, int zero) => value / zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide64(long value, long zero) => (int)(value % zero);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Null(int* pointer) => pointer[3];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Memory(int zero) => *(int*)(nuint)(0x7ff00000u + (uint)zero);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Stack(int depth, int* above)
    {
        // The address goes down and a value comes up, so that no compiler makes a loop of it.
        int* local = stackalloc int[100];
        local[depth & 63] = *above + 1;
        return Stack(depth + 1, local + (depth & 63)) + local[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Cookie(int zero)
    {
        byte* local = stackalloc byte[16];
        for (int i = 0; i < 64 + zero; i++)
        {
            local[i] = (byte)i;
        }
        return local[zero];
    }
}
