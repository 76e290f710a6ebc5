using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace IgdAot.SelfTest;

/// <summary>
/// Integer arithmetic of every width over awkward operands, folded into one number per group. The expected numbers are
/// what CoreCLR computes from this very file (IgdAot.FirmwareScan.Tests runs it there), so a target that differs in any
/// single result differs here. It matters most on arm, where 64-bit arithmetic is our own code.
/// </summary>
public static class Arithmetic
{
    /// <summary>Edges of every width, their neighbours, and a few numbers without any pattern.</summary>
    private static ReadOnlySpan<ulong> Operands =>
    [
        0, 1, 2, 3, 5, 7, 10, 31, 32, 33, 63, 64, 100, 127, 128, 255, 256, 1000, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 65537,
        1_000_000, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFE, 0xFFFFFFFF, 0x100000000, 0x100000001,
        0x1FFFFFFFF, 1_000_000_000_000, 0x0123456789ABCDEF, 0x5555555555555555, 0x7FFFFFFF00000000, 0x7FFFFFFFFFFFFFFF,
        0x8000000000000000, 0x8000000000000001, 0xAAAAAAAAAAAAAAAA, 0xCAFEBABEDEADBEEF, 0xFFFFFFFF00000000,
        0xFFFFFFFF00000001, 0xFFFFFFFF7FFFFFFF, 0xFFFFFFFF80000000, 0xFFFFFFFFFFFFFF80, 0xFFFFFFFFFFFFFFF6, 0xFFFFFFFFFFFFFFFE,
        0xFFFFFFFFFFFFFFFF,
    ];

    public static bool Run()
    {
        ulong unsigned = Seed, signed = Seed, small = Seed, shifts = Seed, checks = Seed, bits = Seed;
        foreach (ulong a in Operands)
        {
            foreach (ulong b in Operands)
            {
                unsigned = Unsigned(unsigned, a, b);
                signed = Signed(signed, (long)a, (long)b);
                small = Small(small, a, b);
                checks = Checked(checks, a, b);
            }
            for (int count = 0; count < 64; count++)
            {
                shifts = Shifts(shifts, a, count);
            }
            bits = Bits(bits, a);
        }
        return (unsigned == UnsignedSum) & (signed == SignedSum) & (small == SmallSum)
            & (shifts == ShiftsSum) & (checks == ChecksSum) & (bits == BitsSum) & Random() == RandomSum;
    }

    private const ulong Seed = 0xCBF29CE484222325;
    private const ulong UnsignedSum = 0xBD8ADD9489F5BB1C;
    private const ulong SignedSum = 0xFCD8EB31A0C294AC;
    private const ulong SmallSum = 0x547F9C8204F5D878;
    private const ulong ShiftsSum = 0xFC5DCE7238FECC3B;
    private const ulong ChecksSum = 0x0112B58D28357E2E;
    private const ulong BitsSum = 0x06863256151D2475;
    private const ulong RandomSum = 0x576C1E43C8C4BC2F;

    /// <summary>Only xor and 32-bit multiplications, which every target has: an error must come from what is tested.</summary>
    private static ulong Mix(ulong sum, ulong value)
    {
        uint low = ((uint)sum ^ (uint)value) * 0x9E3779B1;
        uint high = ((uint)(sum >> 32) ^ (uint)(value >> 32) ^ (low >> 15)) * 0x85EBCA77;
        return ((ulong)(high ^ (low << 7)) << 32) | (low ^ (high >> 13));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Unsigned(ulong sum, ulong a, ulong b)
    {
        sum = Mix(sum, a + b);
        sum = Mix(sum, a - b);
        sum = Mix(sum, a * b);
        sum = Mix(sum, (uint)a * (ulong)(uint)b);
        sum = Mix(sum, Math.BigMul(a, b, out ulong low));
        sum = Mix(sum, low);
        sum = Mix(sum, (a < b ? 1UL : 0) | (a <= b ? 2UL : 0) | (a == b ? 4UL : 0));
        if (b != 0)
        {
            sum = Mix(sum, a / b);
            sum = Mix(sum, a % b);
        }
        if ((uint)b != 0)
        {
            sum = Mix(sum, (uint)a / (uint)b);
            sum = Mix(sum, (uint)a % (uint)b);
            sum = Mix(sum, a / (uint)b);
            sum = Mix(sum, a % (uint)b);
        }
        // By constants: the compiler makes multiplications of these.
        sum = Mix(sum, a / 10);
        sum = Mix(sum, a % 10);
        sum = Mix(sum, a / 1000);
        sum = Mix(sum, a % 1_000_000_007);
        return Mix(sum, (uint)a / 10);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Signed(ulong sum, long a, long b)
    {
        sum = Mix(sum, (ulong)(a * b));
        sum = Mix(sum, (ulong)((int)a * (long)(int)b));
        sum = Mix(sum, (a < b ? 1UL : 0) | (a <= b ? 2UL : 0) | ((int)a < (int)b ? 4UL : 0));
        // The one quotient that does not fit is a fault, on every target.
        if (b != 0 && !(a == long.MinValue && b == -1))
        {
            sum = Mix(sum, (ulong)(a / b));
            sum = Mix(sum, (ulong)(a % b));
        }
        if ((int)b != 0 && !((int)a == int.MinValue && (int)b == -1))
        {
            sum = Mix(sum, (ulong)((int)a / (int)b));
            sum = Mix(sum, (ulong)((int)a % (int)b));
        }
        sum = Mix(sum, (ulong)(a / 10));
        sum = Mix(sum, (ulong)(a % 10));
        sum = Mix(sum, (ulong)(a / -7));
        sum = Mix(sum, (ulong)(a % -7));
        sum = Mix(sum, (ulong)(a / 1000));
        return Mix(sum, (ulong)Math.Max(a, b) ^ (ulong)Math.Min((int)a, (int)b));
    }

    /// <summary>Operands that the JIT knows to be small: it then picks other helpers than for the type as written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Small(ulong sum, ulong a, ulong b)
    {
        ulong a8 = (byte)a, b8 = (byte)b | 1UL, a31 = a & 0x7FFFFFFF, b31 = (b & 0x7FFFFFFF) | 1;
        sum = Mix(sum, a8 % b8);
        sum = Mix(sum, a8 / b8);
        sum = Mix(sum, a31 % b31);
        sum = Mix(sum, a31 / b31);
        sum = Mix(sum, (a >> 33) % b31);
        sum = Mix(sum, (a >> 33) / b31);
        sum = Mix(sum, (ulong)((long)a31 % (long)b31));
        sum = Mix(sum, (ulong)((short)a * (long)(short)b));
        sum = Mix(sum, (ulong)((sbyte)a / ((sbyte)b | 1)));
        sum = Mix(sum, (ulong)(ushort)a * (ushort)b);
        sum = Mix(sum, (uint)(ushort)a % ((uint)(ushort)b | 1));
        return Mix(sum, (ulong)(long)(sbyte)(a ^ b) ^ (ushort)(short)(a + b));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Shifts(ulong sum, ulong a, int count)
    {
        sum = Mix(sum, a << count);
        sum = Mix(sum, a >> count);
        sum = Mix(sum, (ulong)((long)a >> count));
        sum = Mix(sum, (uint)a << count);
        sum = Mix(sum, (uint)a >> count);
        sum = Mix(sum, (ulong)((int)a >> count));
        // Only the low six bits of a count are used.
        sum = Mix(sum, a << (count + 64));
        sum = Mix(sum, a >> -count);
        sum = Mix(sum, (ulong)((long)a >> (count - 64)));
        sum = Mix(sum, BitOperations.RotateLeft(a, count) ^ BitOperations.RotateLeft((uint)a, count));
        sum = Mix(sum, (a << 1) ^ (a << 31) ^ (a << 32) ^ (a << 33) ^ (a << 63));
        sum = Mix(sum, (a >> 1) ^ (a >> 31) ^ (a >> 32) ^ (a >> 33) ^ (a >> 63));
        return Mix(sum, (ulong)(((long)a >> 1) ^ ((long)a >> 31) ^ ((long)a >> 32) ^ ((long)a >> 33) ^ ((long)a >> 63)));
    }

    /// <summary>Checked operations, wherever they do not fault; whether they would is found out another way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Checked(ulong sum, ulong a, ulong b)
    {
        checked
        {
            if (a <= ulong.MaxValue - b)
            {
                sum = Mix(sum, a + b);
            }
            if (a >= b)
            {
                sum = Mix(sum, a - b);
            }
            if (Math.BigMul(a, b, out _) == 0)
            {
                sum = Mix(sum, a * b);
            }
            if (SignedProductFits(unchecked((long)a), unchecked((long)b)))
            {
                sum = Mix(sum, unchecked((ulong)(checked(unchecked((long)a) * unchecked((long)b)))));
            }
            long wide = (long)unchecked((int)a) * unchecked((int)b);
            if (wide is >= int.MinValue and <= int.MaxValue)
            {
                sum = Mix(sum, unchecked((ulong)checked(unchecked((int)a) * unchecked((int)b))));
            }
            if (a <= uint.MaxValue)
            {
                sum = Mix(sum, (uint)a);
            }
            if (a <= byte.MaxValue)
            {
                sum = Mix(sum, (byte)a);
            }
            if (a <= long.MaxValue)
            {
                sum = Mix(sum, (ulong)(long)a);
            }
            if (unchecked((long)a) is >= int.MinValue and <= int.MaxValue)
            {
                sum = Mix(sum, unchecked((ulong)checked((int)unchecked((long)a))));
            }
            return sum;
        }
    }

    private static bool SignedProductFits(long a, long b)
    {
        ulong magnitudeA = a < 0 ? 0 - (ulong)a : (ulong)a, magnitudeB = b < 0 ? 0 - (ulong)b : (ulong)b;
        ulong limit = (a ^ b) < 0 ? 0x8000000000000000 : 0x7FFFFFFFFFFFFFFF;
        return Math.BigMul(magnitudeA, magnitudeB, out ulong low) == 0 && low <= limit;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Bits(ulong sum, ulong a)
    {
        sum = Mix(sum, (uint)(BitOperations.LeadingZeroCount(a) + (BitOperations.LeadingZeroCount((uint)a) << 8)));
        sum = Mix(sum, (uint)(BitOperations.TrailingZeroCount(a) + (BitOperations.TrailingZeroCount((uint)a) << 8)));
        sum = Mix(sum, (uint)(BitOperations.PopCount(a) + (BitOperations.PopCount((uint)a) << 8)));
        sum = Mix(sum, (uint)(BitOperations.Log2(a) + (BitOperations.Log2((uint)a) << 8)));
        sum = Mix(sum, BinaryPrimitives.ReverseEndianness(a) ^ BinaryPrimitives.ReverseEndianness((uint)a)
            ^ BinaryPrimitives.ReverseEndianness((ushort)a));

        // At an odd address on purpose.
        Span<byte> bytes = stackalloc byte[9];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes.Slice(1), a);
        sum = Mix(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(1)));
        sum = Mix(sum, BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(3)));
        sum = Mix(sum, (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes.Slice(5)));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.Slice(1), (int)a);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.Slice(7), (ushort)(a >> 16));
        return Mix(sum, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>Pairs without any pattern, of every length from 1 to 64 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Random()
    {
        ulong sum = Seed, state = 88172645463325252;
        for (int i = 0; i < 4096; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            ulong a = state >> (i & 63);
            ulong b = BitOperations.RotateLeft(state, 29) >> ((i >> 6) & 63);
            if (b == 0)
            {
                continue;
            }
            sum = Mix(sum, a / b);
            sum = Mix(sum, a % b);
            sum = Mix(sum, a * b);
            if (b != ulong.MaxValue)
            {
                sum = Mix(sum, (ulong)((long)a / (long)b));
                sum = Mix(sum, (ulong)((long)a % (long)b));
            }
        }
        return sum;
    }
}
