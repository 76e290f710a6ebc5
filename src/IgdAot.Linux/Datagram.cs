using IgdAot.Wire;

namespace IgdAot.Linux;

/// <summary>Where a received datagram came from, and where it went to.</summary>
public struct Datagram
{
    public Ipv4Address Source;

    public ushort SourcePort;

    /// <summary>The destination in the packet's header: an address of ours, or the multicast group.</summary>
    public Ipv4Address Destination;

    /// <summary>The index of the interface that it arrived on; 0 where the kernel did not tell.</summary>
    public int InterfaceIndex;
}
