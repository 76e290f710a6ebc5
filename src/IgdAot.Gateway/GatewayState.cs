using System;
using System.Runtime.CompilerServices;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Wire;

namespace IgdAot.Gateway;

/// <summary>
/// Everything that the gateway knows. One of it exists; it is passed by reference to whoever decides. From the short to
/// the long, because a field that lies far behind the start costs instructions at each use.
/// </summary>
public struct GatewayState
{
    public FirewallState Firewall;
    public WanLink Wan;
    public AnnounceState Announce;

    /// <summary>When the NAT-PMP and PCP epoch began (RFC 6886, section 3.6; RFC 6887, section 8.5).</summary>
    public Instant EpochStart;

    /// <summary>Names this router in UPnP: the address of its first LAN device.</summary>
    public DeviceIdentity Identity;

    public LanLinks Lans;
    public MappingTable Mappings;
    public Settings Settings;
    public SsdpState Ssdp;
    public StaleFlows StaleFlows;

    /// <summary>The server's names for itself, for SERVER fields.</summary>
    public static ReadOnlySpan<byte> ServerName => "Linux/1.0 UPnP/1.1 IgdAot/0.1"u8;

    public readonly uint EpochSeconds(Instant now) => (uint)((now.Milliseconds - EpochStart.Milliseconds) / 1000);

    /// <summary>The served LAN that <paramref name="address"/> can be a host of; -1 for none.</summary>
    public static int LanOf(ref readonly GatewayState state, Ipv4Address address)
    {
        ReadOnlySpan<LanLink> lans = state.Lans;
        for (int i = 0; i < state.Settings.InternalDeviceCount; i++)
        {
            if (lans[i].CanBeHost(address))
            {
                return i;
            }
        }

        return -1;
    }

    [InlineArray(Settings.MaxInternalDevices)]
    public struct LanLinks
    {
        private LanLink _first;
    }
}
