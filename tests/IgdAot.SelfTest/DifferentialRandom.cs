using System;

namespace IgdAot.SelfTest;

/// <summary>Numbers that look random and are the same on every target: SplitMix64 (Steele, Lea, Flood, 2014).</summary>
internal struct DifferentialRandom
{
    private ulong _state;

    /// <summary>The numbers of one run of packets.</summary>
    public DifferentialRandom(uint seed, uint run) => _state = ((ulong)seed << 32) | run;

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong value = _state;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    /// <summary>From 0 to <paramref name="limit"/> - 1; 0 where the limit is not positive.</summary>
    public int Below(int limit) => limit <= 0 ? 0 : (int)(((Next() >> 32) * (uint)limit) >> 32);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>One of the words that vertical bars part; the first word of <paramref name="words"/> follows its first bar.</summary>
    public ReadOnlySpan<byte> Word(ReadOnlySpan<byte> words)
    {
        ReadOnlySpan<byte> rest = words.Slice(Below(words.Length));
        int bar = rest.IndexOf((byte)'|');
        rest = (bar < 0 ? words : rest).Slice(Math.Max(bar, 0) + 1);
        int end = rest.IndexOf((byte)'|');
        return end < 0 ? rest : rest.Slice(0, end);
    }
}
