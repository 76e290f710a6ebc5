namespace IgdAot.Gateway.Mappings;

/// <summary>The transport protocols that a mapping can be of, under their IANA protocol numbers.</summary>
public enum IpProtocol : byte
{
    Tcp = 6,
    Udp = 17,
}
