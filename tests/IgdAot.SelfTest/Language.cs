using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IgdAot.SelfTest;

/// <summary>The parts of C# that lean on the compiler's agreement with our own core library, each once.</summary>
public static unsafe class Language
{
    public static bool Run() =>
        Spans() & Searches() & InlineArrays() & Generics() & FunctionPointers() & Structures() & BigFrames(3) & Switches();

    private static bool Spans()
    {
        Span<byte> buffer = stackalloc byte[16];
        buffer.Fill(0xA5);
        bool good = buffer[15] == 0xA5;
        "port"u8.CopyTo(buffer.Slice(4));
        buffer.Slice(0, 4).Clear();
        good &= buffer.Slice(4, 4).SequenceEqual("port"u8) & buffer[3] == 0 & buffer[8] == 0xA5;
        // Overlapping, towards the end and back.
        buffer.Slice(4, 4).CopyTo(buffer.Slice(6));
        good &= buffer.Slice(4, 6).SequenceEqual("poport"u8);
        buffer.Slice(6, 4).CopyTo(buffer.Slice(5));
        good &= buffer.Slice(4, 6).SequenceEqual("pportt"u8);
        good &= !"too long for it"u8.TryCopyTo(buffer.Slice(10));

        int sum = 0;
        foreach (byte b in "abc"u8)
        {
            sum += b;
        }
        foreach (ref byte b in buffer.Slice(0, 3))
        {
            b = 7;
        }
        good &= sum == 294 & buffer[2] == 7 & buffer[3] == 0;

        Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(buffer);
        words.Fill(0x1234);
        words[1] = 0x5678;
        good &= words.Length == 8 & MemoryMarshal.AsBytes(words).Length == 16 & words.IndexOf((ushort)0x5678) == 1;
        good &= MemoryMarshal.Read<uint>(buffer) == (BitConverter.IsLittleEndian ? 0x56781234u : 0x12345678u);
        ulong value = 0x1122334455667788;
        MemoryMarshal.Write(buffer.Slice(3), in value);
        good &= MemoryMarshal.TryRead(buffer.Slice(3), out ulong again) & again == value & !MemoryMarshal.TryRead(buffer.Slice(9), out again);
        ReadOnlySpan<int> constants = [1, -2, 3, int.MinValue];
        good &= constants[1] == -2 & constants[3] == int.MinValue & default(Span<int>).IsEmpty;
        return good;
    }

    private static bool Searches()
    {
        ReadOnlySpan<byte> text = "HOST: 239.255.255.250:1900\r\n\r\n"u8;
        return text.IndexOf((byte)':') == 4
            & text.LastIndexOf((byte)':') == 21
            & text.IndexOf("\r\n"u8) == 26
            & text.IndexOf("\r\n\r\n"u8) == 26
            & text.IndexOf("\r\n\r\n\r"u8) == -1
            & text.IndexOf(""u8) == 0
            & text.StartsWith("HOST"u8)
            & !text.StartsWith("HOSTS"u8)
            & text.EndsWith("\n"u8)
            & text.Contains((byte)'9')
            & !text.Contains((byte)0)
            & "abc"u8.SequenceCompareTo("abd"u8) < 0
            & "abc"u8.SequenceCompareTo("ab"u8) > 0
            & "\u00ff"u8.SequenceCompareTo("a"u8) > 0
            & "a"u8.SequenceCompareTo("a"u8) == 0;
    }

    [InlineArray(5)]
    private struct FiveWords
    {
        private uint _first;
    }

    private static bool InlineArrays()
    {
        FiveWords words = default;
        for (int i = 0; i < 5; i++)
        {
            words[i] = (uint)(i * i);
        }
        Span<uint> span = words;
        ReadOnlySpan<uint> readOnly = words;
        uint sum = 0;
        foreach (uint word in words)
        {
            sum += word;
        }
        span[4] = 100;
        return sum == 30 & readOnly[3] == 9 & words[4] == 100 & span.Length == 5;
    }

    private interface IShape<TSelf>
        where TSelf : struct, IShape<TSelf>
    {
        static abstract int Sides { get; }

        static virtual int Corners => TSelf.Sides;

        int Area();
    }

    private readonly struct Square(int side) : IShape<Square>
    {
        public static int Sides => 4;

        public int Area() => side * side;
    }

    private readonly struct Disc(int radius) : IShape<Disc>
    {
        public static int Sides => 0;

        public static int Corners => -1;

        public int Area() => 3 * radius * radius;
    }

    private static int Measure<T>(T shape)
        where T : struct, IShape<T> => (T.Sides * 1000) + (T.Corners * 100) + shape.Area();

    private static bool Equal<T>(T left, T right)
        where T : unmanaged, IEquatable<T> => left.Equals(right);

    private static bool Generics()
    {
        int? nothing = null;
        int? something = 5;
        (int quotient, int remainder) = Math.DivRem(17, 5);
        return Measure(new Square(3)) == 4409 & Measure(new Disc(2)) == -88
            & Equal(3, 3) & !Equal(3L, 4L) & Equal((byte)200, (byte)200)
            & nothing.GetValueOrDefault(7) == 7 & (something ?? 0) == 5 & !nothing.HasValue & something.HasValue
            & quotient == 3 & remainder == 2
            & Unsafe.SizeOf<FiveWords>() == 20;
    }

    private static int Twice(int value) => value * 2;

    private static int Square3(int value) => value * value;

    [UnmanagedCallersOnly]
    private static int Compare(byte* left, byte* right) => *left - *right;

    [DllImport("libc")]
    private static extern void qsort(byte* start, nuint count, nuint size, delegate* unmanaged<byte*, byte*, int> compare);

    private static bool FunctionPointers()
    {
        delegate*<int, int> function = &Twice;
        bool good = function(21) == 42;
        function = &Square3;
        Span<byte> bytes = stackalloc byte[5];
        "peach"u8.CopyTo(bytes);
        fixed (byte* first = bytes)
        {
            qsort(first, 5, 1, &Compare);
        }
        return good & function(5) == 25 & bytes.SequenceEqual("acehp"u8);
    }

    private struct WithFixedBuffer
    {
        public fixed byte Name[16];
        public ushort Port;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Overlaid
    {
        [FieldOffset(0)]
        public uint Whole;
        [FieldOffset(2)]
        public ushort Half;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte Kind;
        public ulong Value;
    }

    private ref struct Cursor(Span<byte> bytes, ref int count)
    {
        private readonly Span<byte> _bytes = bytes;
        private ref int _count = ref count;

        public void Put(byte value) => _bytes[_count++] = value;
    }

    private static bool Structures()
    {
        WithFixedBuffer named = default;
        named.Name[15] = 9;
        named.Port = 1900;
        Overlaid overlaid = default;
        overlaid.Half = 0xFFFF;
        Packed packed = new() { Kind = 1, Value = 0x0102030405060708 };
        packed.Value += 0x10;
        int count = 0;
        var cursor = new Cursor(stackalloc byte[4], ref count);
        cursor.Put(1);
        cursor.Put(2);
        return named.Name[15] == 9 & named.Port == 1900 & sizeof(WithFixedBuffer) == 18
            & overlaid.Whole == (BitConverter.IsLittleEndian ? 0xFFFF0000u : 0x0000FFFFu)
            & sizeof(Packed) == 9 & packed.Value == 0x0102030405060718 & count == 2;
    }

    [InlineArray(12000)]
    private struct Page
    {
        private byte _first;
    }

    /// <summary>Frames of several pages, which need the stack probe, and a big stackalloc.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool BigFrames(int depth)
    {
        Page page = default;
        Span<byte> more = stackalloc byte[20000];
        page[11999] = (byte)depth;
        more[19999] = (byte)(depth + 1);
        return (depth == 0 || BigFrames(depth - 1)) & page[11999] == depth & more[19999] == depth + 1 & page[0] == 0;
    }

    private static ReadOnlySpan<byte> NameOf(int code) => code switch
    {
        402 => "Invalid Args"u8,
        501 => "Action Failed"u8,
        606 => "Action not authorized"u8,
        >= 700 and < 800 => "Service"u8,
        718 or < 0 => "Negative"u8,
        _ => "Other"u8,
    };

    private static bool Switches() =>
        NameOf(402).SequenceEqual("Invalid Args"u8) & NameOf(606).Length == 21 & NameOf(718).SequenceEqual("Service"u8)
            & NameOf(-1).SequenceEqual("Negative"u8) & NameOf(1).SequenceEqual("Other"u8);
}
