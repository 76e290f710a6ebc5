using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>A window on memory that somebody else owns; every access is checked.</summary>
/// <remarks>Contract with ilc: reference first, length second, an indexer that its JIT recognises.</remarks>
public readonly ref struct Span<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Contract with the C# compiler; no array exists, so this makes an empty span.</summary>
    public Span(T[]? array) => this = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span(void* pointer, int length)
    {
        Check.NotNegative(length);
        _reference = ref Unsafe.AsRef<T>(pointer);
        _length = length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span(ref T reference)
    {
        _reference = ref reference;
        _length = 1;
    }

    /// <summary>For MemoryMarshal and Slice, which have checked the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public static Span<T> Empty => default;

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref T this[int index]
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
    public unsafe Span<T> Slice(int start)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Native.Slice slice = Native.igd_slice_from(Unsafe.AsPointer(ref _reference), _length, start);
            return new Span<T>(ref Unsafe.AsRef<T>(slice.Start), slice.Length);
        }
        Check.NotAbove(start, _length);
        return new Span<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Span<T> Slice(int start, int length)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Native.Slice slice = Native.igd_slice(Unsafe.AsPointer(ref _reference), _length, start, length);
            return new Span<T>(ref Unsafe.AsRef<T>(slice.Start), slice.Length);
        }
        Check.NotAbove(start, _length);
        Check.NotAbove(length, _length - start);
        return new Span<T>(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    public void CopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).CopyTo(destination);

    public bool TryCopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).TryCopyTo(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Clear() =>
        SpanHelpers.ClearWithoutReferences(ref Unsafe.As<T, byte>(ref _reference), (nuint)(uint)_length * (nuint)Unsafe.SizeOf<T>());

    public void Fill(T value)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            SpanHelpers.Fill(ref Unsafe.As<T, byte>(ref _reference), Unsafe.As<T, byte>(ref value), (nuint)(uint)_length);
            return;
        }
        for (int i = 0; i < _length; i++)
        {
            Unsafe.Add(ref _reference, (nint)i) = value;
        }
    }

    /// <summary>Contract with the C# compiler: what <c>fixed (T* p = span)</c> calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T GetPinnableReference() => ref (_length == 0 ? ref Unsafe.NullRef<T>() : ref _reference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Enumerator GetEnumerator() => new(this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public static bool operator ==(Span<T> left, Span<T> right) =>
        left._length == right._length && Unsafe.AreSame(ref left._reference, ref right._reference);

    public static bool operator !=(Span<T> left, Span<T> right) => !(left == right);

    // A span cannot be boxed, so nobody can call these two; C# wants them beside the operators.
#pragma warning disable CS0809
    [Obsolete("Equals() on Span will always throw an exception. Use the equality operator instead.")]
    public override bool Equals(object? obj) => false;

    [Obsolete("GetHashCode() on Span will always throw an exception.")]
    public override int GetHashCode() => 0;
#pragma warning restore

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        public readonly ref T Current
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
