using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IgdAot.Features;

/// <summary>Spans, constant data of every width, byte order.</summary>
internal static class Spans
{
    private static ReadOnlySpan<byte> Bytes => [0, 1, 2, 250, 255];

    private static ReadOnlySpan<short> Shorts => [-1, 2, short.MinValue, 0x1234];

    private static ReadOnlySpan<uint> UInts => [1, uint.MaxValue, 0x12345678];

    private static ReadOnlySpan<long> Longs => [long.MinValue, -1, 0x123456789ABCDEF0];

    private static ReadOnlySpan<char> Chars => ['a', '\u20AC'];

    private static ReadOnlySpan<bool> Flags => [true, false, true];

    public static void Run(ref Output output)
    {
        output.Title("literals"u8);
        output.Text("plain"u8);
        output.Text("q\"uo\\te??=\ttab"u8);
        output.Number("\u20AC\0x"u8.Length);
        output.Number("\u20AC\0x"u8[0] + ("\u20AC\0x"u8[3] << 8) + ("\u20AC\0x"u8[4] << 16));
        output.Number(""u8.Length);
        output.Title("constant data"u8);
        output.Number(Bytes[3] + Shorts[2] + Shorts[3] + UInts[1] + UInts[2] + Longs[0] + Longs[2] + Chars[1]);
        output.Flag(Flags[0] && !Flags[1]);
        long sum = 0;
        foreach (long item in Longs)
        {
            sum = (sum * 31) + item;
        }
        output.Number(sum);

        output.Title("spans"u8);
        Span<byte> buffer = stackalloc byte[20];
        buffer.Fill(9);
        Bytes.CopyTo(buffer.Slice(4));
        output.Number(buffer[7] + (buffer[8] << 8) + (buffer[9] << 16));
        buffer.Slice(5, 6).CopyTo(buffer.Slice(6));
        output.Number(buffer.Slice(6)[2] + (buffer.Slice(19).Length << 8) + (buffer.Slice(20).Length << 16) + (buffer.Slice(3, 0).Length << 24));
        output.Number(buffer.IndexOf((byte)255));
        output.Flag(buffer.Slice(0, 3).SequenceEqual(buffer.Slice(1, 3)) && !buffer.SequenceEqual(Bytes) && Bytes.StartsWith((ReadOnlySpan<byte>)[0, 1]));
        output.Number(MemoryMarshal.Cast<byte, ushort>(buffer).Length + (MemoryMarshal.AsBytes(UInts).Length << 8));
        Span<uint> words = stackalloc uint[3];
        UInts.CopyTo(words);
        words.Slice(1).Clear();
        output.Number(words[0] + words[1] + words[2]);
        Span<int> nothing = buffer.Length == 20 ? default : [1];
        output.Number(nothing.Slice(0).Length + nothing.Slice(nothing.Length, 0).Length);
        output.Flag(default(Span<int>).IsEmpty && words.Slice(0, 2) != words && words == words.Slice(0));

        output.Title("byte order"u8);
        BinaryPrimitives.WriteUInt64BigEndian(buffer.Slice(1), 0x0102030405060708);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.Slice(11), 0x0A0B0C0D);
        output.Number(BinaryPrimitives.ReadUInt16BigEndian(buffer.Slice(2)));
        output.Number(BinaryPrimitives.ReadUInt64LittleEndian(buffer.Slice(1)));
        output.Number(BinaryPrimitives.ReadInt32BigEndian(buffer.Slice(11)));
        output.Number(buffer[14]);
    }
}
