using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>One fault of each kind that has corners; run names them, and what each must call itself.</summary>
internal static class Faults
{
    /// <summary>The caller uses the result, so that no compiler leaves the computation out.</summary>
    public static int Cause(ReadOnlySpan<byte> name)
    {
        int zero = name.Length >> 8;
        return name.SequenceEqual("add"u8) ? Add(int.MaxValue, 1 + zero)
            : name.SequenceEqual("add64"u8) ? (int)Add(long.MaxValue, 1 + zero)
            : name.SequenceEqual("addun"u8) ? (int)Add(uint.MaxValue, 1u + (uint)zero)
            : name.SequenceEqual("sub"u8) ? Subtract(int.MinValue, 1 + zero)
            : name.SequenceEqual("subun"u8) ? (int)Subtract((uint)zero, 1u)
            : name.SequenceEqual("mul"u8) ? Multiply(65536, 32768 + zero)
            : name.SequenceEqual("mul64"u8) ? (int)Multiply(1L << 40, 1L << 23)
            : name.SequenceEqual("mulun64"u8) ? (int)Multiply(1UL << 40, 1UL << 24)
            : name.SequenceEqual("tobyte"u8) ? ToByte(256 + zero)
            : name.SequenceEqual("tosbyte"u8) ? ToSByte(128 + zero)
            : name.SequenceEqual("touint"u8) ? (int)ToUInt(-1 - zero)
            : name.SequenceEqual("toint"u8) ? ToInt(1L << 31)
            : name.SequenceEqual("tointun"u8) ? ToInt(uint.MaxValue - (uint)zero)
            : name.SequenceEqual("toulong"u8) ? (int)ToULong(-1L - zero)
            : name.SequenceEqual("tolong"u8) ? (int)ToLong(ulong.MaxValue)
            : name.SequenceEqual("negate"u8) ? Negate(int.MinValue + zero)
            : name.SequenceEqual("div"u8) ? Divide(1, zero)
            : name.SequenceEqual("rem"u8) ? Remainder(1, zero)
            : name.SequenceEqual("div64"u8) ? (int)Divide(1L, zero)
            : name.SequenceEqual("remun64"u8) ? (int)Remainder(1UL, (ulong)zero)
            : name.SequenceEqual("divmin"u8) ? Divide(int.MinValue, -1 - zero)
            : name.SequenceEqual("divmin64"u8) ? (int)Divide(long.MinValue, -1L - zero)
            : name.SequenceEqual("index"u8) ? name[name.Length + zero]
            : name.SequenceEqual("negative"u8) ? name[-1 - zero]
            : name.SequenceEqual("slice"u8) ? name.Slice(3, 3 + zero).Length
            : name.SequenceEqual("copy"u8) ? Copy(name)
            : zero;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Add(int a, int b) => checked(a + b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Add(long a, long b) => checked(a + b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Add(uint a, uint b) => checked(a + b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Subtract(int a, int b) => checked(a - b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Subtract(uint a, uint b) => checked(a - b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Multiply(int a, int b) => checked(a * b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Multiply(long a, long b) => checked(a * b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Multiply(ulong a, ulong b) => checked(a * b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte ToByte(int value) => checked((byte)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static sbyte ToSByte(int value) => checked((sbyte)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint ToUInt(int value) => checked((uint)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ToInt(long value) => checked((int)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ToInt(uint value) => checked((int)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ToULong(long value) => checked((ulong)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ToLong(ulong value) => checked((long)value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Negate(int value) => checked(-value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Divide(long a, long b) => a / b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Remainder(int a, int b) => a % b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Remainder(ulong a, ulong b) => a % b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Copy(ReadOnlySpan<byte> source)
    {
        Span<byte> small = stackalloc byte[2];
        source.CopyTo(small);
        return small[0];
    }
}
