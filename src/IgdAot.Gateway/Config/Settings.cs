using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Gateway.Config;

/// <summary>The configuration, every option under its own name. uci/README.md is its reference for people.</summary>
public struct Settings
{
    /// <summary>Served LANs at most.</summary>
    public const int MaxInternalDevices = 8;

    /// <summary>Mappings at most: the memory that the table may take.</summary>
    public const int MaxQuotaTotal = 16384;

    /// <summary>Permission rules at most: each is looked at for each request.</summary>
    public const int MaxPermissions = 32;

    public bool IsEnabled;
    public bool UsesUpnp;
    public bool UsesNatPmp;
    public bool UsesPcp;

    /// <summary>Clients map to themselves only.</summary>
    public bool IsSecure;

    /// <summary>At SIGTERM the mappings stay in the kernel, each to the end of its lease.</summary>
    public bool KeepsOnExit;

    /// <summary>Established flows end with the lease, not only with a deletion.</summary>
    public bool CutsFlowsOnExpiry;

    public LogLevel LogLevel;
    public DeviceName ExternalDevice;
    public DeviceNames InternalDevices;
    public int InternalDeviceCount;

    /// <summary>TCP port of description and control.</summary>
    public ushort HttpPort;

    /// <summary>
    /// Bounds of a lease, seconds. The lower one is for PCP: NAT-PMP never grants more than was asked for (RFC 6886,
    /// section 3.3). The upper one is for both. UPnP cannot tell a client that it got less than it asked for, so there the bound is a week.
    /// </summary>
    public uint LeaseMinSeconds;
    public uint LeaseMaxSeconds;

    /// <summary>Mappings that one internal client may have.</summary>
    public int QuotaPerClient;

    /// <summary>Mappings in all. Memory for them is taken at start.</summary>
    public int QuotaTotal;

    /// <summary>SSDP searches of one source answered in 5 seconds; 0 for no limit.</summary>
    public int SearchRate;

    /// <summary>Link rates to report, bit/s; 0 for what the device says.</summary>
    public uint UpstreamBitRate;
    public uint DownstreamBitRate;

    public ShortText NftTable;

    /// <summary>In front of the names of sets and maps: the table may not be ours alone.</summary>
    public ShortText NftSetPrefix;

    public ShortText ControlSocket;

    /// <summary>Who may have which ports: the first rule that fits decides.</summary>
    public int PermissionCount;
    public PermissionRules Permissions;

    /// <summary>External ports that nobody gets. Last, because it is long.</summary>
    public PortSet ReservedPorts;

    /// <summary>Everything as it is without a single option.</summary>
    public void SetDefaults()
    {
        this = default;
        IsEnabled = true;
        UsesUpnp = true;
        UsesNatPmp = true;
        UsesPcp = true;
        IsSecure = true;
        LogLevel = LogLevel.Notice;
        HttpPort = 5000;

        // RFC 6887, section 15: a server should grant no less than 120 s and no more than 24 h.
        LeaseMinSeconds = 120;
        LeaseMaxSeconds = 86400;
        QuotaPerClient = 64;
        QuotaTotal = 1024;
        SearchRate = 10;
        NftTable.TrySet("igdaot"u8);
        NftSetPrefix.TrySet("igdaot1_"u8);
        ControlSocket.TrySet("/var/run/igdaotd.sock"u8);
        SetDefaultReservedPorts();
    }

    /// <summary>
    /// Remote shells, Windows file sharing and remote desktop: what worms ask a router for. A list in the
    /// configuration takes the place of this one.
    /// </summary>
    public void SetDefaultReservedPorts()
    {
        ReservedPorts = default;
        ReservedPorts.AddRange(22, 23);
        ReservedPorts.AddRange(135, 139);
        ReservedPorts.AddRange(445, 445);
        ReservedPorts.AddRange(3389, 3389);
    }

    [InlineArray(MaxInternalDevices)]
    public struct DeviceNames
    {
        private DeviceName _first;
    }

    [InlineArray(MaxPermissions)]
    public struct PermissionRules
    {
        private PermissionRule _first;
    }
}
