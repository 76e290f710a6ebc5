using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;

namespace IgdAot.Gateway.Firewall;

/// <summary>
/// External ports whose flows must end: an established flow does not look at the sets again, so after a mapping
/// came or went its old flows would hide the change. The daemon deletes them with the answer or soon after.
/// </summary>
public struct StaleFlows
{
    /// <summary>Ports that are worth a question each; with more, all flows are looked through once.</summary>
    private const int MaxListed = 8;

    private Ports _listed;
    private PortSet _tcp;
    private PortSet _udp;
    private int _count;

    /// <summary>How many ports were added since the last <see cref="Clear"/>.</summary>
    public readonly int Count => _count;

    /// <summary>True while each port can be had by <see cref="At"/>; otherwise only <see cref="Contains"/> knows all.</summary>
    public readonly bool IsListed => _count <= MaxListed;

    public static StalePort At(ref readonly StaleFlows flows, int index) => ((ReadOnlySpan<StalePort>)flows._listed)[index];

    public static bool Contains(ref readonly StaleFlows flows, byte protocol, ushort externalPort) =>
        (protocol == (byte)IpProtocol.Tcp && PortSet.Contains(in flows._tcp, externalPort))
        || (protocol == (byte)IpProtocol.Udp && PortSet.Contains(in flows._udp, externalPort));

    public void Add(IpProtocol protocol, ushort externalPort)
    {
        if (_count < MaxListed)
        {
            ((Span<StalePort>)_listed)[_count] = new StalePort { Protocol = protocol, ExternalPort = externalPort };
        }

        if (protocol == IpProtocol.Tcp)
        {
            _tcp.AddRange(externalPort, externalPort);
        }
        else
        {
            _udp.AddRange(externalPort, externalPort);
        }

        _count++;
    }

    public void Clear() => this = default;

    [InlineArray(MaxListed)]
    private struct Ports
    {
        private StalePort _first;
    }
}

/// <summary>A protocol's external port.</summary>
public struct StalePort
{
    public IpProtocol Protocol;
    public ushort ExternalPort;
}
