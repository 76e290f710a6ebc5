using System;
using System.Buffers.Binary;
using System.Numerics;
using IgdAot.Wire;

namespace IgdAot.SelfTest;

/// <summary>
/// One number for all that a run came to. What goes in has a name, so that the same calls can print it where a single
/// packet is to be looked at.
/// </summary>
internal struct DifferentialDigest
{
    /// <summary>The golden ratio, as a fraction of 2^64: odd, and without pattern.</summary>
    private const ulong Factor = 0x9e3779b97f4a7c15;

    private ulong _hash;

    /// <summary>Everything that goes in is also printed.</summary>
    public bool IsShown;

    public readonly ulong Value => _hash;

    public void Begin(ulong start) => _hash = start;

    public void Add(ReadOnlySpan<byte> name, ulong value)
    {
        Mix(value);
        if (IsShown)
        {
            ByteWriter number = new ByteWriter(stackalloc byte[Ascii.MaxDecimalDigits]);
            number.WriteDecimal(value);
            TestOutput.Write("  "u8);
            TestOutput.Write(name);
            TestOutput.Write(" "u8);
            TestOutput.Write(number.Written);
            TestOutput.Write("\n"u8);
        }
    }

    public void Add(ReadOnlySpan<byte> name, long value) => Add(name, (ulong)value);

    public void Add(ReadOnlySpan<byte> name, bool value) => Add(name, value ? 1u : 0);

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Mix((ulong)bytes.Length);
        if (IsShown)
        {
            Show(name, bytes);
        }

        while (bytes.Length >= sizeof(ulong))
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes.Slice(sizeof(ulong));
        }

        ulong last = 0;
        foreach (byte value in bytes)
        {
            last = (last << 8) | value;
        }

        Mix(last);
    }

    private void Mix(ulong value)
    {
        _hash = (BitOperations.RotateLeft(_hash, 23) ^ value) * Factor;
        _hash ^= _hash >> 32;
    }

    /// <summary>Text as it is, a line each; what cannot be printed, quotes and backslashes as \xHH.</summary>
    private static void Show(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        TestOutput.Write("  "u8);
        TestOutput.Write(name);
        TestOutput.Write(":"u8);
        Span<byte> buffer = stackalloc byte[16];
        bool isLineStart = true;
        foreach (byte value in bytes)
        {
            ByteWriter text = new ByteWriter(buffer);
            text.Write(isLineStart ? "\n    "u8 : default);
            isLineStart = value == '\n';
            if (value is < 0x20 or > 0x7e or (byte)'\\')
            {
                text.Write("\\x"u8);
                text.WriteByte(Ascii.HexDigit(value >> 4));
                text.WriteByte(Ascii.HexDigit(value & 15));
            }
            else
            {
                text.WriteByte(value);
            }

            TestOutput.Write(text.Written);
        }

        TestOutput.Write("\n"u8);
    }
}
