using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Services;

/// <summary>Searches that wait for their answer, what each searcher has had, and when to announce ourselves next.</summary>
public struct SsdpState
{
    /// <summary>Searches that can wait at the same time; what comes then is not answered, and its sender asks again.</summary>
    public const int MaxPending = 64;

    /// <summary>Sources whose searches are counted.</summary>
    public const int MaxSources = 64;

    /// <summary>When the next set of ssdp:alive goes out.</summary>
    public Instant NextAlive;

    /// <summary>Sets of this round that are still to come.</summary>
    public int AliveRepeats;

    private PendingSearches _pending;
    private Sources _sources;

    public static Span<PendingSearch> Pending(ref SsdpState state) => state._pending;

    public static Span<SearchSource> SourcesOf(ref SsdpState state) => state._sources;

    [InlineArray(MaxPending)]
    private struct PendingSearches
    {
        private PendingSearch _first;
    }

    [InlineArray(MaxSources)]
    private struct Sources
    {
        private SearchSource _first;
    }
}

/// <summary>A search whose answers are still to be sent.</summary>
public struct PendingSearch
{
    /// <summary>One bit for each advertisement (<see cref="SsdpService"/>); 0 for a free place.</summary>
    public ushort Items;

    public byte Lan;
    public ushort Port;
    public Ipv4Address Source;

    /// <summary>When the next answer is due, and until when all must be out.</summary>
    public Instant Due;
    public Instant End;
}

/// <summary>How many searches of a source were answered in the current window.</summary>
public struct SearchSource
{
    public Ipv4Address Source;
    public int Answered;
    public Instant WindowEnd;
}
