using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway.Firewall;

/// <summary>The sets and maps of the ruleset that mappings are elements of.</summary>
public enum ElementKind : byte
{
    /// <summary>dnat4, or dnat4_from where a remote host is named: the forwarding itself.</summary>
    Forward,

    /// <summary>tcp4 or udp4: the external port is in use.</summary>
    ExternalPort,

    /// <summary>snat4: what the client sends from the internal port leaves from the external port.</summary>
    Source,
}

/// <summary>One element, as it stands or should stand in the kernel.</summary>
public struct Element
{
    public ElementKind Kind;

    public IpProtocol Protocol;

    /// <summary>The remote host of a Forward (0.0.0.0 for any), the internal client of a Source.</summary>
    public Ipv4Address Address;

    /// <summary>The external port of a Forward and an ExternalPort, the internal port of a Source.</summary>
    public ushort Port;

    /// <summary>Forward: the internal client.</summary>
    public Ipv4Address TargetAddress;

    /// <summary>Forward: the internal port. Source: the external port.</summary>
    public ushort TargetPort;

    public Instant Expiry;

    /// <summary>False where there is no such element.</summary>
    public bool Exists;

    public readonly bool HasSameKey(in Element other) =>
        Kind == other.Kind && Protocol == other.Protocol && Port == other.Port && Address.Equals(other.Address);

    public readonly bool HasSameTarget(in Element other) =>
        TargetPort == other.TargetPort && TargetAddress.Equals(other.TargetAddress);
}
