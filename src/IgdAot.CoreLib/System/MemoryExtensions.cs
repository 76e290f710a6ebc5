using System.Runtime.CompilerServices;

namespace System;

/// <summary>Searches and comparisons over spans. Those over bytes are musl's memcmp and memchr.</summary>
public static unsafe class MemoryExtensions
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SequenceEqual<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => SequenceEqual((ReadOnlySpan<T>)span, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SequenceEqual<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (!RuntimeHelpers.IsBitwiseEquatable<T>())
        {
            return span.Length == other.Length && SequenceEqualByItem(span, other);
        }
        return SequenceEqual(
            ref AsByte(span), (nuint)(uint)span.Length * (nuint)Unsafe.SizeOf<T>(), ref AsByte(other), (nuint)(uint)other.Length * (nuint)Unsafe.SizeOf<T>());
    }

    /// <summary>A call, with everything in registers: the firmware compares names at some hundred and fifty places.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool SequenceEqual(ref byte left, nuint leftLength, ref byte right, nuint rightLength) =>
        leftLength == rightLength && Native.memcmp(ref left, ref right, leftLength) == 0;

    private static bool SequenceEqualByItem<T>(ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (!span[i]!.Equals(other[i]))
            {
                return false;
            }
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? =>
        RuntimeHelpers.IsBitwiseEquatable<T>() && Unsafe.SizeOf<T>() == 1
            ? IndexOfByte(ref AsByte(span), Unsafe.As<T, byte>(ref value), span.Length)
            : IndexOfByItem(span, value);

    private static int IndexOfByte(ref byte start, byte value, int length)
    {
        byte* first = (byte*)Unsafe.AsPointer(ref start);
        byte* found = Native.memchr(first, value, (nuint)(uint)length);
        return found == null ? -1 : (int)(found - first);
    }

    private static int IndexOfByItem<T>(ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i]!.Equals(value))
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOf<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    /// <summary>The plain search: the haystacks here are a request's lines, and its worst case has a small bound.</summary>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        if (value.Length == 0)
        {
            return 0;
        }
        int last = span.Length - value.Length;
        for (int i = 0; i <= last; i++)
        {
            int step = span.Slice(i, last - i + 1).IndexOf(value[0]);
            if (step < 0)
            {
                return -1;
            }
            i += step;
            if (span.Slice(i, value.Length).SequenceEqual(value))
            {
                return i;
            }
        }
        return -1;
    }

    public static int LastIndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => LastIndexOf((ReadOnlySpan<T>)span, value);

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (span[i]!.Equals(value))
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T value0, T value1)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i]!.Equals(value0) || span[i]!.Equals(value1))
            {
                return i;
            }
        }
        return -1;
    }

    public static int IndexOfAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (!span[i]!.Equals(value))
            {
                return i;
            }
        }
        return -1;
    }

    public static bool ContainsAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOfAnyExcept(span, value) >= 0;

    public static bool ContainsAnyExcept<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOfAnyExcept((ReadOnlySpan<T>)span, value) >= 0;

    public static bool Contains<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value) >= 0;

    public static bool Contains<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOf(span, value) >= 0;

    public static bool StartsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => StartsWith((ReadOnlySpan<T>)span, value);

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? =>
        value.Length <= span.Length && span.Slice(0, value.Length).SequenceEqual(value);

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => span.Length != 0 && span[0]!.Equals(value);

    public static bool EndsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => EndsWith((ReadOnlySpan<T>)span, value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? =>
        value.Length <= span.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => span.Length != 0 && span[span.Length - 1]!.Equals(value);

    public static int SequenceCompareTo<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>? => SequenceCompareTo((ReadOnlySpan<T>)span, other);

    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>?
    {
        int common = Math.Min(span.Length, other.Length);
        for (int i = 0; i < common; i++)
        {
            int order = span[i]!.CompareTo(other[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return span.Length - other.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte AsByte<T>(ReadOnlySpan<T> span) => ref Unsafe.As<T, byte>(ref span._reference);
}
