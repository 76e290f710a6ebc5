using System;
using System.Diagnostics;
using System.Threading;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public class ClockTests
{
    // Stopwatch reads CLOCK_MONOTONIC in nanoseconds.
    [Fact]
    public void Monotonic_time_is_that_of_the_kernel()
    {
        long before = Stopwatch.GetTimestamp() / 1_000_000;
        long time = Clock.MonotonicMilliseconds();
        Assert.InRange(time, before, Stopwatch.GetTimestamp() / 1_000_000);
        Assert.Equal(1_000_000_000, Stopwatch.Frequency);
    }

    [Fact]
    public void Monotonic_time_goes_on()
    {
        long before = Clock.MonotonicMilliseconds();
        Thread.Sleep(15);
        Assert.InRange(Clock.MonotonicMilliseconds() - before, 14, 5000);
    }

    [Fact]
    public void Unix_time_is_that_of_the_calendar()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(Clock.UnixSeconds(), before, before + 5);
    }
}
