using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>Branches, switches, loops, recursion, conditional expressions.</summary>
internal static class Flow
{
    private enum Color : byte
    {
        Red,
        Green = 5,
        Blue = 200,
    }

    private enum Wide : long
    {
        Low = long.MinValue,
        High = long.MaxValue,
    }

    public static void Run(ref Output output)
    {
        output.Title("switch"u8);
        for (int i = -3; i < 14; i++)
        {
            output.Number(Dense(i) + (Sparse(i * 100) << 8) + (Jumping(i) << 16));
        }
        output.Number(OfLong(long.MinValue) + OfLong(1L << 40) + OfLong(3));
        output.Number(OfColor(Color.Green) + (OfColor(Color.Blue) << 4) + (OfColor((Color)77) << 8));
        output.Flag((Wide)(-1) > Wide.Low && Wide.High > 0);
        output.Title("patterns"u8);
        for (int i = -20; i < 900; i += 97)
        {
            output.Number(Pattern(i, i % 3 == 0));
        }
        output.Title("loops"u8);
        output.Number(Nested(9));
        output.Number(Collatz(97));
        output.Title("conditions"u8);
        output.Number(Conditions(3, 0) + (Conditions(3, 5) << 8));
        output.Title("recursion"u8);
        output.Number(Ackermann(2, 3));
        output.Flag(IsEven(100) && !IsEven(7));
        output.Number(Sum(100));
        output.Title("conditional"u8);
        for (int i = 0; i < 8; i++)
        {
            output.Number(Conditional(i & 1, (i >> 1) & 1, i >> 2));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Dense(int value)
    {
        switch (value)
        {
            case 0: return 10;
            case 1: return 11;
            case 2:
            case 3: return 23;
            case 5: return 5;
            case 6: return 6;
            case 7: return 7;
            case 9: goto case 0;
            default: return 99;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Sparse(int value) => value switch
    {
        -300 => 1,
        -100 => 2,
        0 => 3,
        700 => 4,
        1000 => 5,
        1200 => 6,
        1300 => 7,
        _ => 0,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Jumping(int value)
    {
        int result = 0;
        switch (value)
        {
            case 10:
                result = 1;
                goto case 11;
            case 11:
                result += 2;
                break;
            case 12:
                result = 4;
                goto default;
            case 13:
                result = 8;
                break;
            default:
                result += 16;
                break;
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OfLong(long value) => value switch
    {
        long.MinValue => 1,
        0 => 2,
        1L << 40 => 4,
        _ => 8,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OfColor(Color color) => color switch
    {
        Color.Red => 1,
        Color.Green => 2,
        Color.Blue => 3,
        _ => 4,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Pattern(int value, bool flag) => (value, flag) switch
    {
        ( < 0, _) => 1,
        (0, true) => 2,
        ( > 100 and < 300, false) => 3,
        ( >= 300, true) => 4,
        var (n, _) when n % 2 == 0 => 5,
        _ => 6,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Nested(int limit)
    {
        int count = 0;
        for (int i = 0; i < limit; i++)
        {
            if (i == 2)
            {
                continue;
            }
            for (int j = limit; ; j--)
            {
                if (j < i)
                {
                    break;
                }
                if (i * j == 35)
                {
                    goto found;
                }
                count += i ^ j;
            }
        }
    found:
        do
        {
            count *= 3;
        }
        while (count < 10_000);
        return count;
    }

    // What C compilers find odd.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Conditions(int a, int b)
    {
        int result = 0;
        if (a * b != 0)
        {
            result |= 1;
        }
        if (a << b != 0)
        {
            result |= 2;
        }
        if ((a & 2) == 1)
        {
            result |= 4;
        }
        Span<int> cells = stackalloc int[2];
        Unsafe.SkipInit(out cells[a & 1]);
        return (a > b) == (b > 2) ? result | 8 : result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Collatz(uint n)
    {
        int steps = 0;
        while (n != 1)
        {
            n = (n & 1) == 0 ? n / 2 : (3 * n) + 1;
            steps++;
        }
        return steps;
    }

    private static int Ackermann(int m, int n) => m == 0 ? n + 1 : n == 0 ? Ackermann(m - 1, 1) : Ackermann(m - 1, Ackermann(m, n - 1));

    private static bool IsEven(int n) => n == 0 || IsOdd(n - 1);

    private static bool IsOdd(int n) => n != 0 && IsEven(n - 1);

    private static long Sum(int n) => n == 0 ? 0 : n + Sum(n - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Conditional(int a, int b, int c) =>
        (a != 0 ? b != 0 ? 1 : c != 0 ? 2 : 3 : b == 0 || c == 0 ? 4 : 5) + ((a & b) != 0 && c != 0 ? 16 : 32) + (a == b ? 64 : a > c ? 128 : 256);
}
