namespace IgdAot.Linux;

/// <summary>The two clocks. Decisions use the first; the second is only told to people and to other programs.</summary>
public static unsafe class Clock
{
    /// <summary>
    /// Milliseconds since some moment before the start, never going back. CLOCK_MONOTONIC and not CLOCK_BOOTTIME,
    /// because the kernel counts the timeouts of set elements in jiffies, which also stand still during a suspend:
    /// so a lease ends here when it ends there.
    /// </summary>
    public static long MonotonicMilliseconds()
    {
        timespec time;
        _ = Libc.clock_gettime(Libc.CLOCK_MONOTONIC, &time);
        return time.tv_sec * 1000 + (uint)time.tv_nsec / 1_000_000;
    }

    /// <summary>Seconds since 1970-01-01 UTC. Jumps when the router learns the time.</summary>
    public static long UnixSeconds()
    {
        timespec time;
        _ = Libc.clock_gettime(Libc.CLOCK_REALTIME, &time);
        return time.tv_sec;
    }
}
