using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Features;

/// <summary>conv and conv.ovf between all widths.</summary>
internal static class Conversions
{
    public static void Run(ref Output output)
    {
        output.Title("conversions"u8);
        foreach (long value in Numbers.Edges)
        {
            output.Number(FromInt64(value));
            output.Number(FromInt32((int)value));
            output.Number(FromSmall((sbyte)value, (byte)value, (short)value, (ushort)value));
        }
        output.Title("native integers"u8);
        foreach (int value in (ReadOnlySpan<int>)[0, 1, -1, int.MaxValue, int.MinValue])
        {
            output.Number(Native(value));
        }
        output.Title("native integers widened"u8);
        output.Number(Widened(3, -5));
        output.Number(CheckedWidened(3, -5));
        // The greatest has the sign of -1: its first byte tells zeros from ones in front of it.
        output.Number(First(7, 9, false) + (First(7, 9, true) << 8));
        output.Flag(unchecked((nuint)(nint)(-1)) >> 4 == First() / 16);
        output.Title("checked conversions"u8);
        output.Number(CheckedFits(127, 200));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong FromInt64(long value)
    {
        ulong u = (ulong)value;
        return (ulong)(sbyte)value ^ ((ulong)(byte)value << 1) ^ ((ulong)(short)value << 2) ^ ((ulong)(ushort)value << 3) ^ ((ulong)(int)value << 4)
            ^ ((ulong)(uint)value << 5) ^ (ulong)(sbyte)u ^ ((ulong)(int)u << 7) ^ ((ulong)(long)(uint)(int)value << 8) ^ (ulong)(char)value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong FromInt32(int value)
    {
        uint u = (uint)value;
        return (ulong)value ^ ((ulong)u << 1) ^ (ulong)((long)u << 2) ^ (ulong)((long)value << 3) ^ ((ulong)(byte)value << 4) ^ ((ulong)(sbyte)u << 5)
            ^ (ulong)(short)(ushort)value ^ (ulong)(long)(value + 1) ^ (u + 1) ^ (ulong)(u + (long)value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong FromSmall(sbyte a, byte b, short c, ushort d) =>
        (ulong)a ^ ((ulong)b << 1) ^ ((ulong)c << 2) ^ ((ulong)d << 3) ^ ((ulong)(uint)a << 4) ^ ((ulong)(uint)c << 5) ^ (ulong)(a + b) ^ (ulong)(long)(c - d) ^ (ulong)(byte)a ^ (ulong)(sbyte)b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Native(int value)
    {
        nint signed = value;
        nuint unsigned = (uint)value;
        return (int)(signed + 1) ^ (long)(int)(signed * 3) ^ (uint)(unsigned - 1) ^ (int)(signed >> 3) ^ (long)(signed < 0 ? 16 : 0) ^ (long)signed ^ (uint)unsigned;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Widened(nint a, nint b) => (a + b) ^ ((long)(a * b) << 8) ^ ((long)(a & ~b) << 16) ^ (-a * 3L) ^ ((long)(b << 2) >> 1) ^ (a - b < 9 ? (long)~a : 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long CheckedWidened(nint a, nint b) => checked((int)unchecked(a + b) + (short)unchecked(a * b) + (long)unchecked(a - b));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong First(nuint a, nuint b, bool isChecked)
    {
        nuint chosen = isChecked ? unchecked(a - b) : b - a;
        return isChecked ? checked((ulong)(a < b ? unchecked(a - b) : b)) >> ((IntPtr.Size * 8) - 8) : (ulong)(a < b ? ~chosen : b) >> ((IntPtr.Size * 8) - 8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint First() => unchecked((nuint)(nint)(-1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long CheckedFits(int small, long byteSized)
    {
        checked
        {
            return (sbyte)small + (byte)byteSized + (ushort)byteSized + (short)small + (uint)small + (int)(uint)byteSized + (long)(ulong)byteSized
                + (byte)(ulong)byteSized + (int)(nint)small + (char)small;
        }
    }
}
