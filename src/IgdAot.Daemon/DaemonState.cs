using System.Runtime.CompilerServices;
using IgdAot.Gateway;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Time;

namespace IgdAot.Daemon;

/// <summary>
/// Everything that the daemon has: one structure, in memory that is taken once at start. From the short to the long,
/// because a field that lies far behind the start costs instructions at each use.
/// </summary>
public unsafe struct DaemonState
{
    public Machine Machine;
    public Log Log;

    /// <summary>The epoll descriptor.</summary>
    public int Loop;

    public int SignalDescriptor;
    public int RouteDescriptor;
    public int NftablesDescriptor;
    public int ControlDescriptor;

    /// <summary>For looking through flows while the machine's own socket deletes some.</summary>
    public int FlowDescriptor;

    /// <summary>When flows may be looked through again.</summary>
    public Instant NextFlowCleaning;

    /// <summary>True when links or addresses may have changed.</summary>
    public bool MustRefreshNetwork;

    /// <summary>True when table or sets may have changed.</summary>
    public bool MustCheckFirewall;

    /// <summary>True once the missing ruleset has been reported.</summary>
    public bool HasToldMissingRuleset;

    /// <summary>The ruleset was not there when it was last looked for.</summary>
    public bool IsRulesetMissing;

    public bool IsStopping;

    /// <summary>Room for received datagrams and netlink dumps.</summary>
    public Slots<byte> Scratch;

    /// <summary>Room for a refill of the sets, given back to the system after each use.</summary>
    public byte* RefillBuffer;
    public int RefillLength;

    public LanSocketsTable Lans;
    public HttpConnections Http;
    public ShortText ConfigPath;
    public GatewayState Gateway;
    public ControlConnections Control;

    [InlineArray(Settings.MaxInternalDevices)]
    public struct LanSocketsTable
    {
        private LanSockets _first;
    }
}

/// <summary>The sockets of one served LAN; -1 for one that is not open.</summary>
public struct LanSockets
{
    public int Ssdp;
    public int PortControl;
    public int Http;
}

/// <summary>What a descriptor in the loop is; stands in the upper half of its tag, its number in the lower.</summary>
internal enum SourceKind : uint
{
    Signal,
    Route,
    Nftables,
    ControlListener,
    ControlConnection,
    Ssdp,
    PortControl,
    HttpListener,
    HttpConnection,
}
