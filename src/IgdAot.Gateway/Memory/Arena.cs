using System.Runtime.CompilerServices;

namespace IgdAot.Gateway.Memory;

/// <summary>
/// Hands out the one piece of zeroed memory that the daemon reserves at start. Nothing is given back:
/// whatever needs room asks once, and what is not touched costs no page.
/// </summary>
public unsafe struct Arena
{
    /// <summary>Alignment of each piece, bytes: the largest that a field here needs, and a cache line.</summary>
    private const int Alignment = 64;

    private byte* _next;
    private readonly byte* _end;

    /// <param name="start">Zeroed memory that outlives everything taken from the arena.</param>
    /// <param name="length">Its size, bytes.</param>
    public Arena(byte* start, nuint length)
    {
        _next = start;
        _end = start + length;
    }

    /// <summary>Room that <see cref="Take{T}"/> needs for so many items, bytes.</summary>
    public static nuint SizeOf<T>(int count)
        where T : unmanaged =>
        ((nuint)(uint)count * (nuint)sizeof(T)) + Alignment;

    /// <summary>Takes room for <paramref name="count"/> zeroed items; no items where so much is not left.</summary>
    public Slots<T> Take<T>(int count)
        where T : unmanaged
    {
        nuint start = ((nuint)_next + (Alignment - 1)) & ~(nuint)(Alignment - 1);
        nuint bytes = (nuint)(uint)count * (nuint)sizeof(T);
        if (start > (nuint)_end || (nuint)_end - start < bytes)
        {
            return default;
        }

        _next = (byte*)(start + bytes);
        return new Slots<T>((T*)start, count);
    }
}
