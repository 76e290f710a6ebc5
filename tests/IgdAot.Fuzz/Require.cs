using System;
using System.Runtime.InteropServices;

namespace IgdAot.Fuzz;

/// <summary>What must be, whatever the input is: else the process ends, and the fuzzer keeps the input.</summary>
internal static unsafe class Require
{
    public static void That(bool isSo, ReadOnlySpan<byte> what)
    {
        if (!isSo)
        {
            fixed (byte* text = what)
            {
                fuzz_broken(text, (nuint)what.Length);
            }
        }
    }

    /// <summary>A part of a parser's result lies within what the parser was given. An empty one may lie anywhere.</summary>
    public static void Inside(ReadOnlySpan<byte> part, ReadOnlySpan<byte> whole)
    {
        fixed (byte* partStart = part, wholeStart = whole)
        {
            That(
                part.IsEmpty || (partStart >= wholeStart && partStart + part.Length <= wholeStart + whole.Length),
                "a result lies within its input"u8);
        }
    }

    /// <summary>Writes <paramref name="what"/> and ends the process (fuzz.c).</summary>
    [DllImport("libc")]
    private static extern void fuzz_broken(byte* what, nuint length);
}
