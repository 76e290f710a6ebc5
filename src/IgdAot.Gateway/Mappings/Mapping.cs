using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;

namespace IgdAot.Gateway.Mappings;

/// <summary>
/// One port mapping: what arrives for the external port goes to the internal client's internal port.
/// IPv4; ports in host order.
/// </summary>
public struct Mapping
{
    /// <summary>When the lease ends; <see cref="Instant.Never"/> for one without end.</summary>
    public Instant Expiry;

    /// <summary>Grows with each new mapping: of two on one internal port, the lower is the older.</summary>
    public ulong Sequence;

    /// <summary>The only remote host that may come in; 0.0.0.0 for any.</summary>
    public Ipv4Address RemoteHost;

    public Ipv4Address InternalClient;

    /// <summary>The PCP mapping nonce (RFC 6887, section 11.1); zero for other origins.</summary>
    public PcpNonce Nonce;

    public ushort ExternalPort;

    public ushort InternalPort;

    public IpProtocol Protocol;

    public MappingOrigin Origin;

    /// <summary>False for a UPnP entry that is kept but forwards nothing (NewEnabled 0).</summary>
    public bool IsEnabled;

    public Description Description;

    /// <summary>Same external port: the same protocol and port, whatever the remote host.</summary>
    public readonly bool HasExternalPort(IpProtocol protocol, ushort externalPort) =>
        Protocol == protocol && ExternalPort == externalPort;

    /// <summary>Same internal endpoint: protocol, client and port.</summary>
    public readonly bool HasInternal(IpProtocol protocol, Ipv4Address client, ushort internalPort) =>
        Protocol == protocol && InternalPort == internalPort && InternalClient.Equals(client);
}
