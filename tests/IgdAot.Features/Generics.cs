using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IgdAot.Features;

/// <summary>Instances of generic types and methods, constrained calls, static abstract members, function pointers.</summary>
internal static unsafe class Generics
{
    private interface IMonoid<TSelf>
        where TSelf : struct, IMonoid<TSelf>
    {
        static abstract TSelf Zero { get; }

        static abstract TSelf operator +(TSelf left, TSelf right);

        static virtual int Rank => 1;

        static abstract long Least(long left, long right);

        static virtual int Twice(int value) => value * 2;

        long Value { get; }

        void Grow(int by);
    }

    private struct Sum(long value) : IMonoid<Sum>
    {
        private long _value = value;

        public static Sum Zero => new(0);

        public static Sum operator +(Sum left, Sum right) => new(left._value + right._value);

        public static long Least(long left, long right) => left < right ? left : right;

        public readonly long Value => _value;

        public void Grow(int by) => _value += by;
    }

    private struct Product(int value) : IMonoid<Product>
    {
        private int _value = value;

        public static Product Zero => new(1);

        public static int Rank => 2;

        public static long Least(long left, long right) => left / right;

        public static int Twice(int value) => value * value;

        public static Product operator +(Product left, Product right) => new(left._value * right._value);

        // An explicit implementation: found by its record, not by its name.
        readonly long IMonoid<Product>.Value => _value;

        void IMonoid<Product>.Grow(int by) => _value *= by;
    }

    private struct Box<T>(T item)
        where T : unmanaged
    {
        public T Item = item;
        public byte Tag = (byte)sizeof(T);

        public readonly Box<TOther> With<TOther>(TOther other)
            where TOther : unmanaged => new(other) { Tag = (byte)(Tag + sizeof(TOther)) };

        public struct Inner<TMore>
            where TMore : unmanaged
        {
            public T First;
            public TMore Second;
        }
    }

    public static void Run(ref Output output)
    {
        output.Title("static abstract members"u8);
        output.Number(Fold([new Sum(3), new Sum(4), new Sum(-9)]));
        output.Number(Fold([new Product(3), new Product(4), new Product(-9)]));
        output.Title("generic types"u8);
        var box = new Box<short>(7);
        output.Number(box.With(5UL).Tag + (box.With(new Box<int>(2)).Tag << 8));
        output.Number(sizeof(Box<byte>) + (sizeof(Box<long>) << 8) + (sizeof(Box<short>.Inner<long>) << 16));
        Box<short>.Inner<long> inner = new() { First = -1, Second = -2 };
        output.Number(inner.First + inner.Second);
        output.Title("generic methods"u8);
        output.Number(Size<byte>() + (Size<ulong>() << 4) + (Size<Box<int>>() << 8));
        output.Flag(Same(3, 3) && !Same((byte)1, (byte)2) && Same(long.MaxValue, long.MaxValue) && Same('a', 'a') && !Same((sbyte)-1, (sbyte)1));
        output.Number(Largest(3, -5, 2) + Largest((byte)3, (byte)250, (byte)2) + (long)Largest(1UL, 2UL, ulong.MaxValue));
        output.Number(Depth(new Box<int>(1), 3));
        Exchange(ref box, ref Unsafe.AsRef(in box));
        output.Number(box.Item);
        output.Title("function pointers"u8);
        delegate*<int, int, long> operation = &Times;
        output.Number(operation(6, 7));
        operation = &Minus;
        output.Number(operation(6, 7));
        delegate*<Box<short>, Box<int>> convert = &Widen;
        output.Number(convert(new Box<short>(-3)).Item);
        output.Number(Apply(&Twice<int>, 21) + Apply(&Twice<long>, 4L));
        Span<byte> letters = stackalloc byte[8];
        "function"u8.CopyTo(letters);
        fixed (byte* first = letters)
        {
            qsort(first, 8, 1, &Compare);
        }
        output.Text(letters);
        output.Number(Pointed<Sum>(30, 4) + (Pointed<Product>(30, 4) << 16));
        fixed (byte* first = letters)
        {
            output.Number(Sort(first, 3));
        }
        int* table = stackalloc int[2];
        delegate*<int*, void>* actions = stackalloc delegate*<int*, void>[2];
        actions[0] = &Increment;
        actions[1] = &Negate;
        for (int i = 0; i < 5; i++)
        {
            table[0] = i == 0 ? 4 : table[0];
            actions[i & 1](table);
        }
        output.Number(table[0]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fold<T>(ReadOnlySpan<T> items)
        where T : struct, IMonoid<T>
    {
        T sum = T.Zero;
        foreach (T item in items)
        {
            sum += item;
        }
        sum.Grow(3);
        return (sum.Value * 10) + T.Rank;
    }

    private static long Pointed<T>(long left, int right)
        where T : struct, IMonoid<T>
    {
        delegate*<long, long, long> least = &T.Least;
        delegate*<int, int> twice = &T.Twice;
        return (least(left, right) * 100) + twice(right);
    }

    // A parameter with the name of a function that the body calls.
    private static byte Sort(byte* qsort, nuint count)
    {
        Generics.qsort(qsort, count, 1, &Compare);
        return *qsort;
    }

    private static int Size<T>()
        where T : unmanaged => sizeof(T) == 1 ? 1 : sizeof(T) == 8 ? 8 : 15;

    private static bool Same<T>(T left, T right)
        where T : unmanaged, IEquatable<T> => left.Equals(right);

    private static T Largest<T>(T a, T b, T c)
        where T : unmanaged, IComparable<T>
    {
        T largest = a.CompareTo(b) >= 0 ? a : b;
        return largest.CompareTo(c) >= 0 ? largest : c;
    }

    private static int Depth<T>(Box<T> box, int depth)
        where T : unmanaged => depth == 0 ? sizeof(T) : Depth(box, depth - 1) + 1;

    private static void Exchange<T>(ref T left, ref T right)
        where T : unmanaged => (left, right) = (right, left);

    private static long Times(int a, int b) => (long)a * b;

    private static long Minus(int a, int b) => a - b;

    private static Box<int> Widen(Box<short> box) => new(box.Item);

    private static T Twice<T>(T value)
        where T : unmanaged => Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(value) * 2) : value;

    private static long Apply<T>(delegate*<T, T> function, T value)
        where T : unmanaged
    {
        T result = function(value);
        return sizeof(T) == 4 ? Unsafe.As<T, int>(ref result) : Unsafe.As<T, long>(ref result);
    }

    private static void Increment(int* value) => ++*value;

    private static void Negate(int* value) => *value = -*value;

    [UnmanagedCallersOnly]
    private static int Compare(byte* left, byte* right) => *left - *right;

    [DllImport("libc")]
    private static extern void qsort(byte* start, nuint count, nuint size, delegate* unmanaged<byte*, byte*, int> compare);
}
