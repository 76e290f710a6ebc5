using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;

namespace IgdAot.Gateway;

/// <summary>What the gateway asks of the machine while it decides. The daemon's is Linux; a test's is a script.</summary>
public interface IMachine : INetfilter
{
    /// <summary>True where a program on the router itself holds the port, on any address.</summary>
    bool HoldsPort(IpProtocol protocol, ushort port);

    /// <summary>The WAN device's counters. False while it has none.</summary>
    bool TryGetTraffic(int interfaceIndex, out LinkTraffic traffic);

    /// <summary>A number that nobody can foresee.</summary>
    uint NextRandom();
}
