using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace IgdAot.FirmwareScan.Tests;

#pragma warning disable CA1000, CA1805, CA1810, CA1822, CA2000, CA2101, CA2201, CA2211, CA5392, CS0649, IDE0060, SYSLIB1054

/// <summary>One method for each construct that the scan must find, named for it.</summary>
internal static unsafe class Forbidden
{
    internal static int MutableStatic;

    internal static readonly int[] s_array = [1, 2, 3];

    internal class Thing
    {
        public virtual int Virtual() => 1;

        public int Plain() => 2;
    }

    internal struct Plain
    {
        public int Value;
    }

    internal interface IShape
    {
        int Area();
    }

    public static object NewObject() => new Thing();

    public static int[] NewArray(int length) => new int[length];

    public static object Box(int value) => value;

    public static void Throw(Exception problem) => throw problem;

    public static int Catch(int value)
    {
        try
        {
            return 1 / value;
        }
        catch (DivideByZeroException)
        {
            return 0;
        }
    }

    public static int Finally(IDisposable thing)
    {
        using (thing)
        {
            return 1;
        }
    }

    public static void Rethrow(int value)
    {
        try
        {
            MutableStatic = 1 / value;
        }
        catch (DivideByZeroException)
        {
            throw;
        }
    }

    public static int VirtualCall(Thing thing) => thing.Virtual();

    public static int InterfaceCall(IShape shape) => shape.Area();

    public static string? BoxingCall(Plain plain) => plain.ToString();

    public static Func<int> VirtualFunction(Thing thing) => thing.Virtual;

    public static int DelegateCall(Func<int> function) => function();

    public static void StoreStatic(int value) => MutableStatic = value;

    public static string String() => "text";

    public static Thing Cast(object thing) => (Thing)thing;

    public static bool IsInstance(object thing) => thing is Thing;

    public static int Unbox(object number) => (int)number;

    public static double FloatingPoint(int value) => value * 1.5;

    /// <summary>The one instruction of variable length must not put the scan out of step.</summary>
    public static object AfterSwitch(int value)
    {
        switch (value)
        {
            case 0: MutableStatic++; break;
            case 1: MutableStatic--; break;
            case 2: MutableStatic += 7; break;
            case 3: MutableStatic += 9; break;
        }
        return value;
    }

    public static IEnumerable<int> Iterator()
    {
        yield return 1;
    }

    [DllImport("libc", SetLastError = true)]
    public static extern int LastError(int fd);

    [DllImport("libc", CharSet = CharSet.Ansi)]
    public static extern int StringParameter(string name);
}

/// <summary>What looks similar and is allowed.</summary>
internal static unsafe class Allowed
{
    internal const int Constant = 5;

    internal struct Value
    {
        public int Field;

        public Value(int field) => Field = field;

        public override readonly int GetHashCode() => Field;
    }

    internal interface IShape
    {
        static abstract int Sides { get; }

        int Area();
    }

    public static ReadOnlySpan<byte> Bytes => [1, 2, 3];

    public static ReadOnlySpan<byte> Text => "text"u8;

    public static Value NewValue() => new(Constant);

    public static (int Left, int Right) Tuple(int a) => (a, a + 1);

    public static int Constrained<T>(T shape)
        where T : struct, IShape => T.Sides + shape.Area();

    public static int Overridden(Value value) => value.GetHashCode();

    public static int PlainCall(Forbidden.Thing thing) => thing.Plain();

    public static int FunctionPointer(delegate*<int, int> function) => function(3);

    public static delegate*<int, int> AddressOf() => &Same;

    private static int Same(int value) => value;

    public static int ForEach(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte b in bytes)
        {
            sum += b;
        }
        return sum;
    }

    public static int StackAllocation(int value)
    {
        Span<int> numbers = stackalloc int[4];
        numbers[3] = value;
        return checked(numbers[3] * 2);
    }

    public static int Switch(int value) => value switch { 1 => 10, 2 => 20, 3 => 33, 4 => 44, 5 => 56, _ => 0 };

    [DllImport("libc")]
    public static extern nint Import(int fd, byte* buffer, nuint count);
}
