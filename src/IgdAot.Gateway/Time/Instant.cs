namespace IgdAot.Gateway.Time;

/// <summary>
/// A moment on the machine's monotonic clock, milliseconds. Every decision gets it as an argument, so
/// that a test can be a day long in no time.
/// </summary>
public readonly struct Instant
{
    public Instant(long milliseconds) => Milliseconds = milliseconds;

    /// <summary>Later than every moment: a lease without end, a timer that is not set.</summary>
    public static Instant Never => new(long.MaxValue);

    public long Milliseconds { get; }

    public bool IsNever => Milliseconds == long.MaxValue;

    public static bool operator <(Instant left, Instant right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(Instant left, Instant right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(Instant left, Instant right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(Instant left, Instant right) => left.Milliseconds >= right.Milliseconds;

    public static Instant Earlier(Instant left, Instant right) => left < right ? left : right;

    public static Instant Later(Instant left, Instant right) => left > right ? left : right;

    public Instant PlusSeconds(uint seconds) => new(Milliseconds + (seconds * 1000L));

    public Instant PlusMilliseconds(long milliseconds) => new(Milliseconds + milliseconds);

    /// <summary>Milliseconds from <paramref name="now"/> until this moment; 0 once it has come.</summary>
    public long MillisecondsFrom(Instant now) => this <= now ? 0 : Milliseconds - now.Milliseconds;

    /// <summary>Whole seconds from <paramref name="now"/> until this moment, rounded up; 0 once it has come.</summary>
    public uint SecondsFrom(Instant now)
    {
        long milliseconds = MillisecondsFrom(now);
        long seconds = (milliseconds / 1000) + (milliseconds % 1000 == 0 ? 0 : 1);
        return seconds > uint.MaxValue ? uint.MaxValue : (uint)seconds;
    }
}
