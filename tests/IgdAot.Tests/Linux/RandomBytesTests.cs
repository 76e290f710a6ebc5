using System;
using System.Linq;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public class RandomBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(100_000)]
    public void Fill_fills_the_whole_span_with_other_bytes_each_time(int length)
    {
        byte[] first = new byte[length], second = new byte[length];
        RandomBytes.Fill(first);
        RandomBytes.Fill(second);
        Assert.Equal(length == 0, first.AsSpan().SequenceEqual(second));
        // that 64 bytes in a row stay zero by chance will not be seen
        Assert.DoesNotContain(first.Chunk(64), chunk => chunk.Length == 64 && chunk.All(value => value == 0));
    }
}
