namespace IgdAot.Wire.Netlink;

/// <summary>One direction of a flow as conntrack keeps it: the original one, or the reply to it.</summary>
public struct ConntrackTuple
{
    public Ipv4Address Source;
    public Ipv4Address Destination;

    /// <summary>0 for a protocol without ports.</summary>
    public ushort SourcePort;

    /// <summary>0 for a protocol without ports.</summary>
    public ushort DestinationPort;

    /// <summary>A number of IANA's registry: 6 TCP, 17 UDP.</summary>
    public byte Protocol;
}
