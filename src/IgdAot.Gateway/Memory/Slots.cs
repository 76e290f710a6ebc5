using System;
using System.Runtime.InteropServices;

namespace IgdAot.Gateway.Memory;

/// <summary>
/// A fixed number of items in memory that an <see cref="Arena"/> gave. The items never move, so a
/// reference to one stays good for the life of the daemon. An index outside ends the process.
/// </summary>
public readonly unsafe struct Slots<T>
    where T : unmanaged
{
    private readonly T* _first;
    private readonly int _length;

    internal Slots(T* first, int length)
    {
        _first = first;
        _length = length;
    }

    public int Length => _length;

    /// <summary>The items as a span, whose own check guards the index.</summary>
    public Span<T> Span => MemoryMarshal.CreateSpan(ref *_first, _length);

    public ref T this[int index] => ref Span[index];
}
