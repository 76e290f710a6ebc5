using IgdAot.Gateway.Time;
using Xunit;

namespace IgdAot.Tests.Gateway.Time;

public class InstantTests
{
    [Theory]
    [InlineData(0, 0, 0L, 0u)]
    [InlineData(1, 0, 1L, 1u)]
    [InlineData(999, 0, 999L, 1u)]
    [InlineData(1000, 0, 1000L, 1u)]
    [InlineData(1001, 0, 1001L, 2u)]
    [InlineData(1000, 2000, 0L, 0u)]
    [InlineData(4294967295000, 0, 4294967295000L, 4294967295u)]
    [InlineData(4294967295001, 0, 4294967295001L, 4294967295u)]
    public void Instant_tells_the_time_until_it_rounded_up_to_seconds(long moment, long now, long milliseconds, uint seconds)
    {
        Instant instant = new(moment);
        Assert.Equal(milliseconds, instant.MillisecondsFrom(new Instant(now)));
        Assert.Equal(seconds, instant.SecondsFrom(new Instant(now)));
    }

    [Fact]
    public void Instant_never_is_later_than_every_moment_and_as_far_as_can_be_said()
    {
        Assert.True(Instant.Never.IsNever);
        Assert.True(Instant.Never > new Instant(long.MaxValue - 1));
        Assert.Equal(uint.MaxValue, Instant.Never.SecondsFrom(new Instant(5)));
        Assert.False(new Instant(5).IsNever);
    }

    [Fact]
    public void Instant_plus_the_longest_lease_does_not_wrap()
    {
        Instant now = new(1_000_000);
        Assert.Equal(1_000_000 + 4294967295000, now.PlusSeconds(uint.MaxValue).Milliseconds);
        Assert.True(now.PlusSeconds(uint.MaxValue) > now);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void Instant_comparisons_agree_with_those_of_numbers(long left, long right)
    {
        Instant a = new(left);
        Instant b = new(right);
        Assert.Equal(left < right, a < b);
        Assert.Equal(left > right, a > b);
        Assert.Equal(left <= right, a <= b);
        Assert.Equal(left >= right, a >= b);
        Assert.Equal(System.Math.Min(left, right), Instant.Earlier(a, b).Milliseconds);
        Assert.Equal(System.Math.Max(left, right), Instant.Later(a, b).Milliseconds);
    }
}
