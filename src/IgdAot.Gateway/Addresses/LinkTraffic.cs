namespace IgdAot.Gateway.Addresses;

/// <summary>A device's counters since it was made (linux/if_link.h rtnl_link_stats64).</summary>
public struct LinkTraffic
{
    public ulong BytesReceived;
    public ulong BytesSent;
    public ulong PacketsReceived;
    public ulong PacketsSent;
}
