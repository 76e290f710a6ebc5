using IgdAot.Gateway.Time;

namespace IgdAot.Gateway.Services;

/// <summary>Where the announcements of NAT-PMP and PCP stand.</summary>
public struct AnnounceState
{
    /// <summary>When the next is due; <see cref="Instant.Never"/> when all are out.</summary>
    public Instant Next;

    /// <summary>How many are out of this round.</summary>
    public int Sent;
}
