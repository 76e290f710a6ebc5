namespace System;

// The primitives. Contract with the C# compiler and ilc: a struct of this name whose only field has its own type.
// Equals and CompareTo are there for generic code (IEquatable<T>, IComparable<T>) and never box.

public struct Void { }

public readonly struct Boolean : IEquatable<bool>
{
#pragma warning disable CS0649, IDE0032
    private readonly bool _value;
#pragma warning restore

    public bool Equals(bool obj) => _value == obj;
}

public readonly struct SByte : IEquatable<sbyte>, IComparable<sbyte>
{
    public const sbyte MaxValue = 0x7F;
    public const sbyte MinValue = -0x80;

#pragma warning disable CS0649, IDE0032
    private readonly sbyte _value;
#pragma warning restore

    public bool Equals(sbyte obj) => _value == obj;

    public int CompareTo(sbyte value) => _value - value;

    public override int GetHashCode() => _value;
}

public readonly struct Byte : IEquatable<byte>, IComparable<byte>
{
    public const byte MaxValue = 0xFF;
    public const byte MinValue = 0;

#pragma warning disable CS0649, IDE0032
    private readonly byte _value;
#pragma warning restore

    public bool Equals(byte obj) => _value == obj;

    public int CompareTo(byte value) => _value - value;

    public override int GetHashCode() => _value;
}

public readonly struct Int16 : IEquatable<short>, IComparable<short>
{
    public const short MaxValue = 0x7FFF;
    public const short MinValue = -0x8000;

#pragma warning disable CS0649, IDE0032
    private readonly short _value;
#pragma warning restore

    public bool Equals(short obj) => _value == obj;

    public int CompareTo(short value) => _value - value;

    public override int GetHashCode() => _value;
}

public readonly struct UInt16 : IEquatable<ushort>, IComparable<ushort>
{
    public const ushort MaxValue = 0xFFFF;
    public const ushort MinValue = 0;

#pragma warning disable CS0649, IDE0032
    private readonly ushort _value;
#pragma warning restore

    public bool Equals(ushort obj) => _value == obj;

    public int CompareTo(ushort value) => _value - value;

    public override int GetHashCode() => _value;
}

public readonly struct Int32 : IEquatable<int>, IComparable<int>
{
    public const int MaxValue = 0x7FFFFFFF;
    public const int MinValue = unchecked((int)0x80000000);

#pragma warning disable CS0649, IDE0032
    private readonly int _value;
#pragma warning restore

    public bool Equals(int obj) => _value == obj;

    public int CompareTo(int value) => _value < value ? -1 : _value > value ? 1 : 0;

    public override int GetHashCode() => _value;
}

public readonly struct UInt32 : IEquatable<uint>, IComparable<uint>
{
    public const uint MaxValue = 0xFFFFFFFF;
    public const uint MinValue = 0;

#pragma warning disable CS0649, IDE0032
    private readonly uint _value;
#pragma warning restore

    public bool Equals(uint obj) => _value == obj;

    public int CompareTo(uint value) => _value < value ? -1 : _value > value ? 1 : 0;

    public override int GetHashCode() => (int)_value;
}

public readonly struct Int64 : IEquatable<long>, IComparable<long>
{
    public const long MaxValue = 0x7FFFFFFFFFFFFFFF;
    public const long MinValue = unchecked((long)0x8000000000000000);

#pragma warning disable CS0649, IDE0032
    private readonly long _value;
#pragma warning restore

    public bool Equals(long obj) => _value == obj;

    public int CompareTo(long value) => _value < value ? -1 : _value > value ? 1 : 0;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
}

public readonly struct UInt64 : IEquatable<ulong>, IComparable<ulong>
{
    public const ulong MaxValue = 0xFFFFFFFFFFFFFFFF;
    public const ulong MinValue = 0;

#pragma warning disable CS0649, IDE0032
    private readonly ulong _value;
#pragma warning restore

    public bool Equals(ulong obj) => _value == obj;

    public int CompareTo(ulong value) => _value < value ? -1 : _value > value ? 1 : 0;

    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
}

public readonly unsafe struct IntPtr : IEquatable<nint>
{
    public static readonly nint Zero;

#pragma warning disable CS0649, IDE0032
    private readonly nint _value;
#pragma warning restore

    public static int Size => sizeof(nint);

    public bool Equals(nint other) => _value == other;
}

public readonly unsafe struct UIntPtr : IEquatable<nuint>
{
    public static readonly nuint Zero;

#pragma warning disable CS0649, IDE0032
    private readonly nuint _value;
#pragma warning restore

    public static int Size => sizeof(nuint);

    public bool Equals(nuint other) => _value == other;
}

public readonly struct Char : IEquatable<char>
{
    public const char MaxValue = '\uFFFF';
    public const char MinValue = '\0';

#pragma warning disable CS0649, IDE0032
    private readonly char _value;
#pragma warning restore

    public bool Equals(char obj) => _value == obj;

    public static bool IsAscii(char c) => c < 0x80;

    public static bool IsAsciiDigit(char c) => (uint)(c - '0') <= 9;

    public static bool IsAsciiLetter(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterLower(char c) => (uint)(c - 'a') <= 'z' - 'a';

    public static bool IsAsciiLetterUpper(char c) => (uint)(c - 'A') <= 'Z' - 'A';

    public static bool IsAsciiLetterOrDigit(char c) => IsAsciiLetter(c) | IsAsciiDigit(c);

    public static bool IsAsciiHexDigit(char c) => IsAsciiDigit(c) | (uint)((c | 0x20) - 'a') <= 5;
}

// Floating point is named by the compilers and used by nobody: arm would need a dozen soft helpers for it.

public readonly struct Single
{
#pragma warning disable CS0169, IDE0051
    private readonly float _value;
#pragma warning restore
}

public readonly struct Double
{
#pragma warning disable CS0169, IDE0051
    private readonly double _value;
#pragma warning restore
}
