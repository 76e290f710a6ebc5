using System;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public unsafe class MemoryMapTests
{
    [Fact]
    public void Reserved_memory_is_zero_and_starts_at_a_page()
    {
        byte* start = MemoryMap.Reserve(100_000);
        Assert.Equal(0u, (uint)start % (uint)Environment.SystemPageSize);
        MemoryMap.NoHugePages(start, 100_000);
        Assert.False(new ReadOnlySpan<byte>(start, 100_000).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Release_gives_back_whole_pages_and_keeps_the_neighbours_bytes()
    {
        int page = Environment.SystemPageSize;
        byte* start = MemoryMap.Reserve((nuint)(4 * page));
        Span<byte> memory = new(start, 4 * page);
        memory.Fill(0xa5);

        MemoryMap.Release(start + 100, (nuint)(3 * page));

        Assert.False(memory.Slice(0, page).ContainsAnyExcept((byte)0xa5));
        Assert.False(memory.Slice(page, 2 * page).ContainsAnyExcept((byte)0));
        Assert.False(memory.Slice(3 * page).ContainsAnyExcept((byte)0xa5));
    }

    [Fact]
    public void Release_of_less_than_a_page_keeps_all_bytes()
    {
        byte* start = MemoryMap.Reserve(100);
        start[99] = 7;
        MemoryMap.Release(start, 100);
        Assert.Equal(7, start[99]);
    }

    [Fact]
    public void Reserve_of_more_than_there_can_be_returns_null() => Assert.True(MemoryMap.Reserve(nuint.MaxValue / 2) == null);
}
