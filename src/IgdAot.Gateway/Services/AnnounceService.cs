using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Services;

/// <summary>
/// Tells all clients on the LANs of a new epoch: after a start, and when the WAN address changed (RFC 6886, section
/// 3.2.1; RFC 6887, section 14.1). Ten times, the first at once, each wait twice the one before.
/// </summary>
public static class AnnounceService
{
    /// <summary>RFC 6886, section 3.2.1: ten announcements.</summary>
    private const int Repeats = 10;

    /// <summary>RFC 6886, section 3.2.1: 250 milliseconds to the second.</summary>
    private const long FirstWaitMilliseconds = 250;

    /// <summary>224.0.0.1, all hosts (RFC 6886, section 3.2.1; RFC 6887, section 14.1.1).</summary>
    public static Ipv4Address Group => new Ipv4Address(0xe0000001);

    public static void Start(ref GatewayState state, Instant now)
    {
        state.Announce.Sent = 0;
        state.Announce.Next = now;
    }

    /// <summary>True where an announcement is due now; sets the time of the next.</summary>
    public static bool IsDue(ref GatewayState state, Instant now)
    {
        if (state.Announce.Next > now)
        {
            return false;
        }

        long wait = FirstWaitMilliseconds << state.Announce.Sent;
        state.Announce.Sent++;
        state.Announce.Next = state.Announce.Sent < Repeats ? now.PlusMilliseconds(wait) : Instant.Never;
        return true;
    }
}
