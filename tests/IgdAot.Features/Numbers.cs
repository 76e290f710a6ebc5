using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>add, sub, mul, div, rem, neg, not, and, or, xor, shl, shr of every width over the edges of every width; comparisons; checked forms.</summary>
internal static class Numbers
{
    public static ReadOnlySpan<long> Edges =>
    [
        0, 1, 2, 3, 7, 31, 32, 33, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, 1L + int.MaxValue, uint.MaxValue,
        1L + uint.MaxValue, long.MaxValue, long.MinValue, int.MinValue, -1L + int.MinValue, -1, -2, -3, -7, -31, -32, -63, -64, -127, -128, -129, -255,
        -32768, -32769, -65536, 0x123456789ABCDEF, -0x123456789ABCDEF,
    ];

    public static void Run(ref Output output)
    {
        ulong sum32 = 0, sum64 = 0, compare = 0, shift = 0, narrow = 0, division = 0, checks = 0;
        foreach (long a in Edges)
        {
            foreach (long b in Edges)
            {
                sum32 = Mix(sum32, Int32((int)a, (int)b) ^ UInt32((uint)a, (uint)b));
                sum64 = Mix(sum64, Int64(a, b) ^ UInt64((ulong)a, (ulong)b));
                compare = Mix(compare, Compare(a, b) ^ (Compare((int)a, (int)b) << 32));
                shift = Mix(shift, Shift(a, (int)b));
                narrow = Mix(narrow, Narrow(a, b));
                division = Mix(division, Divide(a, b));
                checks = Mix(checks, Checked((int)a >> 2, (int)b >> 2, a >> 2, b >> 2));
            }
        }
        output.Title("int32"u8);
        output.Number(sum32);
        output.Title("int64"u8);
        output.Number(sum64);
        output.Title("comparisons"u8);
        output.Number(compare);
        output.Title("shifts"u8);
        output.Number(shift);
        output.Title("narrow types"u8);
        output.Number(narrow);
        output.Title("division"u8);
        output.Number(division);
        output.Title("checked"u8);
        output.Number(checks);
        Constants(ref output);
        Bits(ref output);
        Library(ref output);
    }

    private static ulong Mix(ulong sum, ulong value) => ((sum << 7) | (sum >> 57)) ^ (value * 31);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Int32(int a, int b) =>
        (uint)((a + b) ^ ((a - b) << 1) ^ ((a * b) << 2) ^ (a & b) ^ ((a | b) << 3) ^ ((a ^ b) << 4) ^ (-a << 5) ^ (~b << 6)) + ((ulong)(a * (long)b) << 8);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong UInt32(uint a, uint b) =>
        (a + b) ^ ((ulong)(a - b) << 9) ^ ((ulong)(a * b) << 18) ^ (a & b) ^ ((ulong)(a | ~b) << 27) ^ ((ulong)a * b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Int64(long a, long b) =>
        (ulong)((a + b) ^ ((a - b) << 1) ^ ((a * b) << 2) ^ (a & b) ^ ((a | b) << 3) ^ ((a ^ b) << 4) ^ (-a << 5) ^ (~b << 6));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong UInt64(ulong a, ulong b) => (a + b) ^ ((a - b) << 1) ^ ((a * b) << 2) ^ (a & b) ^ ((a | ~b) << 3);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Compare(long a, long b)
    {
        ulong result = 0;
        result |= a < b ? 1UL : 0;
        result |= a <= b ? 2UL : 0;
        result |= a > b ? 4UL : 0;
        result |= a >= b ? 8UL : 0;
        result |= a == b ? 16UL : 0;
        result |= (ulong)a < (ulong)b ? 32UL : 0;
        result |= (ulong)a <= (ulong)b ? 64UL : 0;
        result |= (ulong)a > (ulong)b ? 128UL : 0;
        result |= (ulong)a >= (ulong)b ? 256UL : 0;
        if (a < b)
        {
            result |= 512;
        }
        if ((ulong)a >= (ulong)b)
        {
            result |= 1024;
        }
        bool less = a < b, unsignedMore = (ulong)a > (ulong)b, not = !(a <= b);
        return result | (less ? 2048UL : 0) | (unsignedMore ? 4096UL : 0) | (not ? 8192UL : 0) | (less ^ unsignedMore ? 16384UL : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Compare(int a, int b)
    {
        ulong result = a < b ? 1UL : 0;
        result |= a <= b ? 2UL : 0;
        result |= (uint)a < (uint)b ? 4UL : 0;
        result |= (uint)a >= (uint)b ? 8UL : 0;
        result |= (short)a < (short)b ? 16UL : 0;
        result |= (byte)a < (byte)b ? 32UL : 0;
        result |= (sbyte)a > (byte)b ? 64UL : 0;
        result |= a < (uint)b ? 128UL : 0;
        result |= (ushort)a == (ushort)b ? 256UL : 0;
        return result | ((char)a > (sbyte)b ? 512UL : 0) | ((uint)a > 0 ? 1024UL : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Shift(long a, int count)
    {
        int i = (int)a;
        ulong result = (ulong)(a << count) ^ (ulong)(a >> count) ^ ((ulong)a >> count);
        result ^= (ulong)(uint)(i << count) << 3 ^ (ulong)(uint)(i >> count) << 5 ^ (ulong)((uint)i >> count) << 7 ^ (ulong)(uint)(i >>> count);
        return result ^ (ulong)(a >>> count) ^ (ulong)((short)a >> (count & 7)) ^ (ulong)((byte)a << (count & 7)) ^ (ulong)(a << 63) ^ (ulong)(i << 31) ^ (ulong)(a >> 33);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Narrow(long a, long b)
    {
        byte b8 = (byte)(a + b);
        sbyte s8 = (sbyte)(a * b);
        ushort u16 = (ushort)(a - b);
        short s16 = (short)(a ^ b);
        b8 += 200;
        s8 -= 100;
        u16 *= 77;
        s16 <<= 3;
        b8++;
        s8--;
        u16 |= 0x8001;
        s16 = (short)-s16;
        char c = (char)(u16 + s8);
        c++;
        return (ulong)(b8 + (s8 << 8)) ^ ((ulong)u16 << 16) ^ (ulong)((long)s16 << 32) ^ ((ulong)c << 48);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Divide(long a, long b)
    {
        ulong result = (ulong)(a / 3) ^ (ulong)(a % 3) ^ (ulong)(a / -5) ^ (ulong)(a % -5) ^ ((ulong)a / 10) ^ ((ulong)a % 10) ^ (ulong)((int)a / 7) ^ (ulong)((int)a % -7);
        if (b != 0 && !(a == long.MinValue && b == -1))
        {
            result ^= (ulong)(a / b) ^ (ulong)(a % b);
        }
        if (b != 0)
        {
            result ^= ((ulong)a / (ulong)b) ^ ((ulong)a % (ulong)b);
        }
        int i = (int)a, j = (int)b;
        if (j != 0 && !(i == int.MinValue && j == -1))
        {
            result ^= (ulong)(i / j) ^ (ulong)(i % j) << 3;
        }
        if (j != 0)
        {
            result ^= (uint)i / (uint)j ^ (ulong)((uint)i % (uint)j) << 5;
            result ^= (ulong)(a % (uint)j);
        }
        if ((short)j != 0)
        {
            result ^= (ulong)((short)i / (short)j) ^ (ulong)((byte)i % (short)j);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Checked(int a, int b, long c, long d)
    {
        // A quarter of each range: sums fit.
        checked
        {
            return (ulong)unchecked((uint)(a + b)) ^ unchecked((ulong)(c + d)) ^ unchecked((ulong)(c - d)) ^ unchecked((uint)(a - b))
                ^ unchecked((ulong)((long)(short)(unchecked((short)a) / 2) * (short)(unchecked((short)b) / 2)))
                ^ ((uint)unchecked((byte)a) * unchecked((byte)b)) ^ (ulong)(byte)(unchecked((byte)a) & 127);
        }
    }

    private static void Constants(ref Output output)
    {
        output.Title("constants"u8);
        output.Number(int.MinValue);
        output.Number(long.MinValue);
        output.Number(uint.MaxValue);
        output.Number(ulong.MaxValue);
        output.Number(unchecked((int)0x80000001));
        output.Number(-2147483649L);
        output.Number(sbyte.MinValue);
        output.Number('\uFFFF');
        output.Number(unchecked((byte)-1));
    }

    private static void Bits(ref Output output)
    {
        output.Title("bits"u8);
        foreach (long a in Edges)
        {
            ulong u = (ulong)a;
            output.Number(BitOperations.LeadingZeroCount(u) | (BitOperations.LeadingZeroCount((uint)u) << 8) | (BitOperations.TrailingZeroCount(u) << 16)
                | (BitOperations.TrailingZeroCount((uint)u) << 24));
            output.Number(BitOperations.PopCount(u) | (BitOperations.PopCount((uint)u) << 8) | (BitOperations.Log2(u | 1) << 16));
            output.Number(BitOperations.RotateLeft(u, 13) ^ BitOperations.RotateRight((uint)u, 5));
            output.Number(BinaryPrimitives.ReverseEndianness(u) ^ BinaryPrimitives.ReverseEndianness((uint)u) ^ BinaryPrimitives.ReverseEndianness((ushort)u));
            output.Number(BinaryPrimitives.ReverseEndianness(a));
            output.Number(BinaryPrimitives.ReverseEndianness((short)a));
        }
    }

    private static void Library(ref Output output)
    {
        output.Title("Math"u8);
        output.Number(Math.Max(-3, 4) + Math.Min(7UL, 5UL).CompareTo(6) + Math.Clamp(99, 1, 50));
        output.Number(Math.Abs(-5L));
        (int quotient, int remainder) = Math.DivRem(-17, 5);
        output.Number(quotient);
        output.Number(remainder);
        output.Number(Math.BigMul(0xFFFFFFFFFFFFFFFF, 0x123456789ABCDEF0, out ulong low));
        output.Number(low);
    }
}
