using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IgdAot.IlToC.Refused;

#pragma warning disable CS0649, CS0168, CA2211 // on purpose

internal static unsafe class Refused
{
    private class Animal
    {
        public int Legs;

        public virtual int Count() => Legs;

        public int Plain() => 4;
    }

    private interface IShape
    {
        int Area();
    }

    private struct Square : IShape
    {
        public int Area() => 4;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte Kind;
        public long Value;
    }

    private struct Wrapped<T>(T item)
        where T : unmanaged
    {
        public T Item = item;
    }

    [StructLayout(LayoutKind.Sequential, Size = 18)]
    private struct OddSize
    {
        public long Value;
        public byte Kind;
    }

    private static class Late
    {
        public static int Value = Good();
    }

    private static void Main() { }

    [RuntimeExport("Good")]
    private static int Good() => 4;

    [RuntimeExport("Boxes")]
    private static int Boxes()
    {
        object boxed = 5;
        return boxed is null ? 1 : 2;
    }

    [RuntimeExport("BoxesInGeneric")]
    private static int BoxesInGeneric() => Hash(new Square());

    private static int Hash<T>(T value)
        where T : struct => value.GetHashCode();

    [RuntimeExport("Creates")]
    private static int Creates() => new Animal().Legs;

    [RuntimeExport("CreatesArray")]
    private static int CreatesArray() => new int[Good()].Length;

    [RuntimeExport("UsesString")]
    private static int UsesString() => "text".Length;

    [RuntimeExport("Throws")]
    private static int Throws(int value)
    {
        if (value == 3)
        {
            throw null!;
        }
        return value;
    }

    [RuntimeExport("Catches")]
    private static int Catches(int value)
    {
        try
        {
            return 10 / value;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [RuntimeExport("CallsVirtual")]
    private static int CallsVirtual()
    {
        Animal animal = null!;
        return animal.Count();
    }

    [RuntimeExport("CallsInterface")]
    private static int CallsInterface()
    {
        IShape shape = null!;
        return shape.Area();
    }

    [RuntimeExport("CallsMethodOfClass")]
    private static int CallsMethodOfClass()
    {
        Animal animal = null!;
        return animal.Plain();
    }

    [RuntimeExport("TakesObject")]
    private static int TakesObject(object value) => value is null ? 1 : 2;

    [RuntimeExport("Casts")]
    private static int Casts(int value)
    {
        object? nothing = null;
        return ((Animal?)nothing)!.Legs + value;
    }

    [RuntimeExport("ComputesWithFloat")]
    private static int ComputesWithFloat(int value) => (int)(value * 1.5);

    [RuntimeExport("ReadsLateStatic")]
    private static int ReadsLateStatic() => Late.Value;

    [RuntimeExport("GivesMisalignedAway")]
    private static long GivesMisalignedAway()
    {
        Packed packed = default;
        packed.Kind = 1;
        Change(ref packed.Value);
        return packed.Value;
    }

    [RuntimeExport("GivesMisalignedToPointer")]
    private static long GivesMisalignedToPointer()
    {
        Packed packed = default;
        delegate*<ref long, void> change = &Change;
        change(ref packed.Value);
        return packed.Value;
    }

    [RuntimeExport("KeepsMisaligned")]
    private static long KeepsMisaligned()
    {
        Packed packed = default;
        long* value = &packed.Value;
        for (int i = Good(); i > 0; i--)
        {
            *value += i;
        }
        return packed.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Change(ref long value) => value++;

    [RuntimeExport("NestsForever")]
    private static int NestsForever(int depth) => Nest(depth, (byte)1);

    private static int Nest<T>(int depth, T item)
        where T : unmanaged => depth == 0 ? sizeof(T) : Nest(depth - 1, new Wrapped<T>(item));

    [RuntimeExport("HasOddSize")]
    private static int HasOddSize() => sizeof(OddSize);

    [RuntimeExport("ImportsBoolean")]
    private static int ImportsBoolean() => flag(true);

    [DllImport("libc")]
    private static extern int flag(bool value);

    [RuntimeExport("HasNoBody")]
    private static int HasNoBody() => Unknown();

    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int Unknown();

    [RuntimeExport("ReachesRefused")]
    private static int ReachesRefused(int value) => value > 5 ? Deeper(value) : 0;

    private static int Deeper(int value)
    {
        object boxed = value;
        return boxed is null ? 1 : 2;
    }
}
