using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IgdAot.Features;

#pragma warning disable CS0649, CS0169, IDE0044, IDE0051 // shapes only

/// <summary>Layouts of every kind, copies, constructors, references into structures.</summary>
internal static unsafe class Structures
{
    private struct Empty;

    private struct Mixed
    {
        public byte A;
        public long B;
        public short C;
        public int D;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Pack1
    {
        public byte A;
        public long B;
        public short C;
        public int D;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    private struct Pack2
    {
        public byte A;
        public long B;
        public short C;
        public int D;
    }

    [StructLayout(LayoutKind.Sequential, Size = 40)]
    private struct Sized
    {
        public int A;
        public byte B;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Union
    {
        [FieldOffset(0)]
        public ulong Whole;
        [FieldOffset(0)]
        public uint First;
        [FieldOffset(4)]
        public ushort Third;
        [FieldOffset(7)]
        public byte Last;
    }

    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct Gaps
    {
        [FieldOffset(3)]
        public byte A;
        [FieldOffset(8)]
        public int B;
    }

    private struct Buffers
    {
        public fixed byte Bytes[5];
        public fixed int Numbers[3];
        public fixed ulong Wide[2];
        public byte After;
    }

    [InlineArray(7)]
    private struct SevenShorts
    {
        private short _first;
    }

    private struct Pair
    {
        public byte Key;
        public int Value;
    }

    [InlineArray(3)]
    private struct ThreePairs
    {
        private Pair _first;
    }

    private struct Nested
    {
        public Mixed Inner;
        public Pack1 Packed;
        public ThreePairs Pairs;
        public Nullable<long> Maybe;
    }

    private readonly struct Point(int x, int y)
    {
        public readonly int X = x;
        public readonly int Y = y;

        public Point(int both)
            : this(both, both)
        {
        }

        public Point Turned => new(-Y, X);

        public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

        public static bool operator ==(Point a, Point b) => a.X == b.X && a.Y == b.Y;

        public static bool operator !=(Point a, Point b) => !(a == b);

        public static implicit operator Point(int value) => new(value);

        public override bool Equals(object? obj) => false;

        public override int GetHashCode() => X;
    }

    private struct Counter
    {
        private int _count;

        public int Next() => ++_count;

        public readonly int Count => _count;

        public void Reset() => this = default;
    }

    private ref struct Writer(Span<byte> target, ref int used)
    {
        private readonly Span<byte> _target = target;
        private readonly ref int _used = ref used;

        public readonly void Put(byte value) => _target[_used++] = value;
    }

    // They hold and point to each other: each must be known in C before the one that holds it.
    private struct Outer
    {
        public Middle Held;
        public int Value;
    }

    private struct Middle
    {
        public Owner* Owner;
        public int Value;
    }

    private struct Owner
    {
        public Outer Held;
        public int Value;
    }

    [Flags]
    private enum Bits : ushort
    {
        None = 0,
        A = 1,
        B = 0x8000,
    }

    public static void Run(ref Output output)
    {
        output.Title("sizes"u8);
        output.Number(sizeof(Empty));
        output.Number(sizeof(Mixed));
        output.Number(sizeof(Pack1));
        output.Number(sizeof(Pack2));
        output.Number(sizeof(Sized));
        output.Number(sizeof(Union));
        output.Number(sizeof(Gaps));
        output.Number(sizeof(Buffers));
        output.Number(sizeof(SevenShorts));
        output.Number(sizeof(ThreePairs));
        output.Number(sizeof(Nested));
        output.Number(sizeof(Bits));
        output.Title("structures that point to each other"u8);
        output.Number(Owned(new Outer { Value = 3 }));
        Offsets(ref output);
        Copies(ref output);
        Misaligned(ref output);
        Overlays(ref output);
        Arrays(ref output);
        Methods(ref output);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Owned(Outer outer)
    {
        Owner owner = new() { Held = outer, Value = 5 };
        outer.Held.Owner = &owner;
        return outer.Held.Owner->Value + outer.Held.Owner->Held.Value;
    }

    private static void Offsets(ref Output output)
    {
        output.Title("offsets"u8);
        Mixed mixed;
        Pack2 packed;
        Buffers buffers;
        Nested nested;
        output.Number((byte*)&mixed.B - (byte*)&mixed);
        output.Number((byte*)&mixed.D - (byte*)&mixed);
        output.Number((byte*)&packed.B - (byte*)&packed);
        output.Number((byte*)&packed.D - (byte*)&packed);
        output.Number((byte*)buffers.Numbers - (byte*)&buffers);
        output.Number((byte*)buffers.Wide - (byte*)&buffers);
        output.Number(&buffers.After - (byte*)&buffers);
        output.Number((byte*)&nested.Packed - (byte*)&nested);
        output.Number((byte*)&nested.Pairs - (byte*)&nested);
        output.Number((byte*)&nested.Maybe - (byte*)&nested);
    }

    private static void Copies(ref Output output)
    {
        output.Title("copies"u8);
        Nested first = default;
        first.Inner.B = 5;
        first.Packed.B = 6;
        first.Pairs[1].Value = 7;
        Nested second = first;
        Change(first, ref second);
        output.Number((first.Inner.B * 100) + second.Inner.B);
        output.Number((first.Packed.B * 100) + second.Packed.B);
        output.Number((first.Pairs[1].Value * 100) + second.Pairs[1].Value);
        output.Flag(first.Maybe.HasValue);
        output.Number(second.Maybe.GetValueOrDefault());
        output.Number(Changed(first).Inner.B);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Change(Nested copy, ref Nested original)
    {
        copy.Inner.B = 8;
        original.Inner.B += copy.Inner.B;
        original.Packed.B += 8;
        original.Pairs[1].Value += 8;
        original.Maybe = 33;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Nested Changed(in Nested nested) => nested with { Inner = nested.Inner with { B = nested.Inner.B * 9 } };

    private static void Misaligned(ref Output output)
    {
        output.Title("packed fields"u8);
        Pack1 packed = new() { A = 1, B = 0x1122334455667788, C = -2, D = 0x55667788 };
        packed.B += 0x10;
        packed.B++;
        packed.C *= 3;
        packed.D ^= -1;
        output.Number(packed.B);
        output.Number(packed.C);
        output.Number(packed.D);
        Pack1* pointer = &packed;
        pointer->B <<= 4;
        pointer->D -= pointer->C;
        output.Number(pointer->B + pointer->D);
        long read = Unsafe.ReadUnaligned<long>((byte*)pointer + 1);
        output.Flag(read == packed.B);
    }

    private static void Overlays(ref Output output)
    {
        output.Title("explicit layout"u8);
        Union union = default;
        union.First = 0x01020304;
        union.Third = 0x0506;
        union.Last = 7;
        output.Number(BitConverter.IsLittleEndian ? union.Whole : ((ulong)(byte)union.Whole << 56) | ((ulong)(ushort)(union.Whole >> 16) << 32) | (uint)(union.Whole >> 32));
        uint* first = &union.First;
        *first = 9;
        first[0] += union.First;
        output.Number(union.First);
        Gaps gaps = new() { A = 1, B = 2 };
        gaps.B += gaps.A;
        output.Number(gaps.B);
    }

    private static void Arrays(ref Output output)
    {
        output.Title("inline arrays"u8);
        SevenShorts shorts = default;
        for (int i = 0; i < 7; i++)
        {
            shorts[i] = (short)(i * -1000);
        }
        Span<short> span = shorts;
        span[3]++;
        int sum = 0;
        foreach (short item in shorts)
        {
            sum = (sum * 3) + item;
        }
        output.Number(sum);
        ThreePairs pairs = default;
        pairs[2].Key = 200;
        ref Pair pair = ref pairs[2];
        pair.Value = pair.Key * 2;
        output.Number(pairs[2].Value);
        Buffers buffers = default;
        buffers.Bytes[4] = 9;
        buffers.Numbers[2] = -9;
        buffers.Wide[1] = ulong.MaxValue;
        buffers.After = 1;
        Buffers* address = &buffers;
        address->Numbers[1] = address->Numbers[2] * 2;
        output.Number(buffers.Bytes[4] + buffers.Numbers[1] + (long)buffers.Wide[1] + buffers.After);
    }

    private static void Methods(ref Output output)
    {
        output.Title("methods of structures"u8);
        Point point = new Point(3, 4) + 10;
        output.Number((point.Turned.X * 100) + point.Turned.Y);
        output.Flag(point == new Point(13, 14) && point != default);
        Counter counter = default;
        counter.Next();
        Counter copy = counter;
        copy.Next();
        output.Number((counter.Count * 10) + copy.Count);
        copy.Reset();
        output.Number(copy.Count);
        int used = 0;
        Span<byte> bytes = stackalloc byte[3];
        var writer = new Writer(bytes, ref used);
        writer.Put(65);
        writer.Put(66);
        output.Number(used);
        output.Text(bytes.Slice(0, used));
        Bits bits = Bits.A | Bits.B;
        bits &= ~Bits.A;
        output.Number((ushort)bits);
        output.Flag((bits & Bits.B) != 0);
        int captured = 5;
        int Local(int value) => captured += value;
        output.Number(Local(3) + captured);
        int? nothing = null, something = 12;
        output.Number((nothing ?? 1) + something.Value + (something + nothing ?? 100));
        (int a, (byte b, long c)) = (1, ((byte)2, 3L));
        output.Number((a * 100) + (b * 10) + c);
    }
}
