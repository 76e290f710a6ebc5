using System;
using System.Runtime.InteropServices;
using IgdAot.Gateway.Memory;
using Xunit;

namespace IgdAot.Tests.Gateway.Memory;

public unsafe class ArenaTests : IDisposable
{
    private const int Length = 4096;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(Length);

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(63, 64)]
    [InlineData(200, 100)]
    public void Arena_has_room_for_what_SizeOf_says_wherever_it_begins(int bytes, int longs)
    {
        for (int offset = 0; offset < 64; offset++)
        {
            nuint length = Arena.SizeOf<byte>(bytes) + Arena.SizeOf<long>(longs);
            Arena arena = new(_memory + offset, length);
            Slots<byte> first = arena.Take<byte>(bytes);
            Slots<long> second = arena.Take<long>(longs);
            Assert.Equal(bytes, first.Length);
            Assert.Equal(longs, second.Length);
            first.Span.Fill(0xff);
            Assert.Equal(-1, second.Span.IndexOfAnyExcept(0L));
            second.Span.Clear();
            first.Span.Clear();
        }
    }

    [Fact]
    public void Arena_pieces_are_aligned_and_do_not_overlap()
    {
        Arena arena = new(_memory, Length);
        Slots<byte> first = arena.Take<byte>(5);
        Slots<long> second = arena.Take<long>(5);
        first[4] = 1;
        second[0] = -1;
        fixed (long* start = second.Span)
        {
            Assert.Equal(0, (long)start % 64);
        }

        Assert.Equal(1, first[4]);
        Assert.Equal(-1, second[0]);
    }

    [Theory]
    [InlineData(Length + 1)]
    [InlineData(int.MaxValue)]
    public void Arena_without_the_room_gives_nothing_and_stays_as_it_was(int count)
    {
        Arena arena = new(_memory, Length);
        Assert.Equal(0, arena.Take<byte>(count).Length);
        Assert.Equal(0, arena.Take<long>(count).Length);
        Assert.Equal(Length - 64, arena.Take<byte>(Length - 64).Length);
    }

    [Fact]
    public void Slots_end_an_index_outside()
    {
        Arena arena = new(_memory, Length);
        Slots<int> slots = arena.Take<int>(2);
        Assert.ThrowsAny<Exception>(() => slots[2] = 1);
        Assert.ThrowsAny<Exception>(() => slots[-1] = 1);
        Assert.ThrowsAny<Exception>(() => default(Slots<int>)[0] = 1);
    }
}
