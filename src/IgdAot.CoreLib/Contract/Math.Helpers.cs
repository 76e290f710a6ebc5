using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System;

// Contract with ilc: arithmetic for which a target has no instruction. Divisions come here on arm only, where a
// 64-bit one, and a 32-bit one too (ARMv7 need not have UDIV), is a call. They must be right for every operand:
// the JIT picks the signed helper for an unsigned division whenever it knows both operands to be small, and it
// tests for zero only where it cannot exclude it.
public static partial class Math
{
    private static int DivInt32(int dividend, int divisor)
    {
        // The one quotient that does not fit: the hardware of other targets faults on it, .NET throws.
        if (divisor == -1)
        {
            return checked(-dividend);
        }
        uint quotient = DivUInt32(Magnitude(dividend), Magnitude(divisor));
        return (dividend ^ divisor) < 0 ? -(int)quotient : (int)quotient;
    }

    private static int ModInt32(int dividend, int divisor)
    {
        if (divisor == -1)
        {
            // .NET leaves int.MinValue % -1 to the target: x64 throws, and so does this.
            _ = checked(-dividend);
            return 0;
        }
        uint remainder = ModUInt32(Magnitude(dividend), Magnitude(divisor));
        return dividend < 0 ? -(int)remainder : (int)remainder;
    }

    private static uint DivUInt32(uint dividend, uint divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }
        return Udiv32(dividend, divisor);
    }

    private static uint ModUInt32(uint dividend, uint divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }
        return dividend - (Udiv32(dividend, divisor) * divisor);
    }

    private static long DivInt64(long dividend, long divisor)
    {
        if (divisor == -1)
        {
            return checked(-dividend);
        }
        ulong quotient = DivUInt64(Magnitude(dividend), Magnitude(divisor));
        return (dividend ^ divisor) < 0 ? -(long)quotient : (long)quotient;
    }

    private static long ModInt64(long dividend, long divisor)
    {
        if (divisor == -1)
        {
            _ = checked(-dividend);
            return 0;
        }
        ulong remainder = ModUInt64(Magnitude(dividend), Magnitude(divisor));
        return dividend < 0 ? -(long)remainder : (long)remainder;
    }

    private static ulong DivUInt64(ulong dividend, ulong divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }
        return Udiv64(dividend, divisor);
    }

    private static ulong ModUInt64(ulong dividend, ulong divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }
        return dividend - (Udiv64(dividend, divisor) * divisor);
    }

    private static uint Magnitude(int value) => (uint)(value < 0 ? -value : value);

    private static ulong Magnitude(long value) => (ulong)(value < 0 ? -value : value);

    // native/arm.c; the divisor is not zero.
    [RuntimeImport("*", "igd_udiv32")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint Udiv32(uint dividend, uint divisor);

    [RuntimeImport("*", "igd_udiv64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Udiv64(ulong dividend, ulong divisor);

    private static long MultiplyChecked(long left, long right)
    {
        // |left| * |right| must fit in 63 bits, or be exactly 2^63 with a negative sign.
        ulong product = MultiplyChecked(Magnitude(left), Magnitude(right));
        bool negative = (left ^ right) < 0;
        if (product > (negative ? 0x8000000000000000UL : 0x7FFFFFFFFFFFFFFFUL))
        {
            ThrowHelpers.ThrowOverflowException();
        }
        return negative ? -(long)product : (long)product;
    }

    private static ulong MultiplyChecked(ulong left, ulong right)
    {
        uint leftHigh = (uint)(left >> 32), rightHigh = (uint)(right >> 32);
        if (leftHigh != 0 && rightHigh != 0)
        {
            ThrowHelpers.ThrowOverflowException();
        }
        ulong cross = ((ulong)leftHigh * (uint)right) + ((ulong)rightHigh * (uint)left);
        ulong low = (ulong)(uint)left * (uint)right;
        ulong product = low + (cross << 32);
        if (cross >> 32 != 0 || product < low)
        {
            ThrowHelpers.ThrowOverflowException();
        }
        return product;
    }

    // Looked up by name whether or not a program computes with floating point; this one must not.
    private static int ConvertToInt32Checked(double value) => Unsupported();

    private static uint ConvertToUInt32Checked(double value) => (uint)Unsupported();

    private static long ConvertToInt64Checked(double value) => Unsupported();

    private static ulong ConvertToUInt64Checked(double value) => (ulong)Unsupported();

    private static int Unsupported()
    {
        ThrowHelpers.ThrowPlatformNotSupportedException();
        return 0;
    }
}
