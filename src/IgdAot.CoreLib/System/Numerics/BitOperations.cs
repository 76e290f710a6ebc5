using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>Bit counting and rotation. The JIT has an instruction for most of these on x64 and arm64; the bodies serve arm.</summary>
public static class BitOperations
{
    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));

    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));

    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));

    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateRight(ulong value, int offset) => (value >> offset) | (value << (64 - offset));

    [Intrinsic]
    public static int LeadingZeroCount(uint value)
    {
        // Smear the highest bit downwards; what stays zero lies above it.
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        return 32 - PopCount(value);
    }

    [Intrinsic]
    public static int LeadingZeroCount(ulong value)
    {
        uint high = (uint)(value >> 32);
        return high != 0 ? LeadingZeroCount(high) : 32 + LeadingZeroCount((uint)value);
    }

    // The zeros below the lowest bit are the bits that (value - 1) sets and value lacks.
    [Intrinsic]
    public static int TrailingZeroCount(uint value) => PopCount(~value & (value - 1));

    [Intrinsic]
    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    [Intrinsic]
    public static int TrailingZeroCount(ulong value) => PopCount(~value & (value - 1));

    [Intrinsic]
    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int PopCount(uint value)
    {
        // Sums of neighbouring bits, pairs, nibbles; the multiplication adds the four bytes.
        value -= (value >> 1) & 0x55555555;
        value = (value & 0x33333333) + ((value >> 2) & 0x33333333);
        value = (value + (value >> 4)) & 0x0F0F0F0F;
        return (int)((value * 0x01010101) >> 24);
    }

    [Intrinsic]
    public static int PopCount(ulong value) => PopCount((uint)value) + PopCount((uint)(value >> 32));

    /// <summary>The index of the highest bit; 0 for 0.</summary>
    public static int Log2(uint value) => 31 - LeadingZeroCount(value | 1);

    /// <inheritdoc cref="Log2(uint)"/>
    public static int Log2(ulong value) => 63 - LeadingZeroCount(value | 1);

    public static bool IsPow2(uint value) => (value & (value - 1)) == 0 && value != 0;

    public static bool IsPow2(int value) => (value & (value - 1)) == 0 && value > 0;

    public static uint RoundUpToPowerOf2(uint value)
    {
        --value;
        value |= value >> 1;
        value |= value >> 2;
        value |= value >> 4;
        value |= value >> 8;
        value |= value >> 16;
        return value + 1;
    }
}
