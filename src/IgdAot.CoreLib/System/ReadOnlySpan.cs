using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <inheritdoc cref="Span{T}"/>
public readonly ref struct ReadOnlySpan<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Contract with the C# compiler; no array exists, so this makes an empty span.</summary>
    public ReadOnlySpan(T[]? array) => this = default;

    /// <summary>Contract with the C# compiler: without this one it refuses a u8 literal.</summary>
    public ReadOnlySpan(T[]? array, int start, int length)
    {
        this = default;
        Check.NotAbove(start | length, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan(void* pointer, int length)
    {
        Check.NotNegative(length);
        _reference = ref Unsafe.AsRef<T>(pointer);
        _length = length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan(ref readonly T reference)
    {
        _reference = ref Unsafe.AsRef(in reference);
        _length = 1;
    }

    /// <summary>For MemoryMarshal and Slice, which have checked the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public static ReadOnlySpan<T> Empty => default;

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref readonly T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                ThrowHelpers.ThrowIndexOutOfRangeException();
            }
            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan<T> Slice(int start)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Native.Slice slice = Native.igd_slice_from(Unsafe.AsPointer(ref _reference), _length, start);
            return new ReadOnlySpan<T>(ref Unsafe.AsRef<T>(slice.Start), slice.Length);
        }
        Check.NotAbove(start, _length);
        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ReadOnlySpan<T> Slice(int start, int length)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Native.Slice slice = Native.igd_slice(Unsafe.AsPointer(ref _reference), _length, start, length);
            return new ReadOnlySpan<T>(ref Unsafe.AsRef<T>(slice.Start), slice.Length);
        }
        Check.NotAbove(start, _length);
        Check.NotAbove(length, _length - start);
        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(Span<T> destination)
    {
        Check.NotAbove(_length, destination.Length);
        CopyChecked(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            return false;
        }
        CopyChecked(destination);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyChecked(Span<T> destination) =>
        SpanHelpers.Memmove(
            ref Unsafe.As<T, byte>(ref destination._reference),
            ref Unsafe.As<T, byte>(ref _reference),
            (nuint)(uint)_length * (nuint)Unsafe.SizeOf<T>());

    /// <summary>Contract with the C# compiler: what <c>fixed (T* p = span)</c> calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T GetPinnableReference() => ref (_length == 0 ? ref Unsafe.NullRef<T>() : ref _reference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Enumerator GetEnumerator() => new(this);

    public static bool operator ==(ReadOnlySpan<T> left, ReadOnlySpan<T> right) =>
        left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);

    public static bool operator !=(ReadOnlySpan<T> left, ReadOnlySpan<T> right) => !(left == right);

    // A span cannot be boxed, so nobody can call these two; C# wants them beside the operators.
#pragma warning disable CS0809
    [Obsolete("Equals() on ReadOnlySpan will always throw an exception. Use the equality operator instead.")]
    public override bool Equals(object? obj) => false;

    [Obsolete("GetHashCode() on ReadOnlySpan will always throw an exception.")]
    public override int GetHashCode() => 0;
#pragma warning restore

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<T> _span;
        private int _index;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Enumerator(ReadOnlySpan<T> span)
        {
            _span = span;
            _index = -1;
        }

        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref _span[_index];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            int index = _index + 1;
            if (index >= _span.Length)
            {
                return false;
            }
            _index = index;
            return true;
        }
    }
}
