using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Time;
using IgdAot.SelfTest;
using IgdAot.Wire;

namespace IgdAot.Fuzz;

/// <summary>A gateway with its fake machine and the sets of its fake kernel.</summary>
internal unsafe struct FuzzState
{
    /// <summary>Few, so that the table gets full and its buckets are shared.</summary>
    private const int TableCapacity = 16;

    /// <summary>192.168.1.1/24 and 11.22.33.2.</summary>
    private const uint LanAddress = 0xc0a80101;
    private const byte LanPrefixLength = 24;
    private const uint WanAddress = 0x0b162102;

    private const int LanIndex = 10;
    private const int WanIndex = 2;

    /// <summary>The clock at the start, milliseconds.</summary>
    private const long StartMilliseconds = 1_000_000;

    /// <summary>203.0.113.5: a host on the internet.</summary>
    private const uint RemoteHost = 0xcb007105;

    public ScenarioState Scenario;
    public KernelSets Kernel;

    /// <summary>How far <see cref="TableChecks"/> came: the last batch, and the mappings then.</summary>
    public uint CheckedBatch;
    public int CheckedCount;

    public static nuint TableLength => MappingTable.SizeOf(TableCapacity);

    /// <summary>The first of the clients: 192.168.1.10.</summary>
    public static Ipv4Address FirstClient => new Ipv4Address(LanAddress + 9);

    /// <summary>An empty table, a clock, a kernel.</summary>
    public static void Prepare(FuzzState* state, byte* table)
    {
        Arena arena = new Arena(table, TableLength);
        Require.That(state->Scenario.Gateway.Mappings.Create(ref arena, TableCapacity), "there is room for the table"u8);
        state->Scenario.Now = new Instant(StartMilliseconds);
        state->Scenario.Client = FirstClient;
        state->Kernel.GoBy(&state->Scenario.Now);
        state->Kernel.UpdateTimeouts(true);
        state->Scenario.Machine.Keep(&state->Kernel);
    }

    /// <summary>A LAN and a WAN.</summary>
    public static void PrepareNetwork(FuzzState* state, byte* table)
    {
        Prepare(state, table);
        state->Scenario.Gateway.Settings.SetDefaults();
        state->Scenario.Gateway.Settings.InternalDeviceCount = 1;
        state->Scenario.Gateway.EpochStart = state->Scenario.Now;
        state->Scenario.Gateway.Announce.Next = Instant.Never;
        state->Scenario.Gateway.Ssdp.NextAlive = Instant.Never;
        state->Scenario.Gateway.Firewall.IsReady = true;
        state->Scenario.Gateway.Firewall.CanUpdateTimeouts = true;
        state->Scenario.Gateway.Identity.HardwareAddress = 0x020000000001;
        state->Scenario.Gateway.Identity.BootId = 1;
        state->Scenario.Gateway.Identity.ConfigId = 1;
        ref LanLink lan = ref ((Span<LanLink>)state->Scenario.Gateway.Lans)[0];
        lan.Address = new Ipv4Address(LanAddress);
        lan.PrefixLength = LanPrefixLength;
        lan.InterfaceIndex = LanIndex;
        state->Scenario.Gateway.Wan.Address = new Ipv4Address(WanAddress);
        state->Scenario.Gateway.Wan.InterfaceIndex = WanIndex;
        state->Scenario.Gateway.Wan.IsRunning = true;
        state->Scenario.Gateway.Wan.Since = state->Scenario.Now;
        state->Scenario.Machine.HasTraffic = true;
        state->Scenario.Machine.Traffic.BytesReceived = ulong.MaxValue;
        state->Scenario.Machine.Hold(IpProtocol.Tcp, 8888);
        for (uint number = 1; number < 4; number++)
        {
            state->Scenario.Machine.AddRandom(number);
        }
    }

    /// <summary>And mappings of each kind.</summary>
    public static void PrepareMappings(FuzzState* state, byte* table)
    {
        PrepareNetwork(state, table);
        Mapping web = New(0, IpProtocol.Tcp, 80, 8080, MappingOrigin.Upnp);
        web.Description.Set("web & <more> é"u8);
        Put(state, ref web, 0);
        Mapping remote = New(0, IpProtocol.Tcp, 80, 8081, MappingOrigin.Upnp);
        remote.RemoteHost = new Ipv4Address(RemoteHost);
        Put(state, ref remote, 7200);
        Mapping disabled = New(0, IpProtocol.Udp, 53, 5353, MappingOrigin.Upnp);
        disabled.IsEnabled = false;
        Put(state, ref disabled, 600);
        Mapping natPmp = New(0, IpProtocol.Udp, 7000, 7000, MappingOrigin.NatPmp);
        Put(state, ref natPmp, 7200);
        Mapping pcp = New(1, IpProtocol.Tcp, 22, 2222, MappingOrigin.Pcp);
        pcp.Description.Set("ssh"u8);
        Put(state, ref pcp, 3601);
        state->Scenario.Machine.Forget();
    }

    /// <summary>Fills the sets of the kernel anew; false where it refuses.</summary>
    public static bool Refill(ref FuzzState state)
    {
        Span<byte> buffer = stackalloc byte[ElementWriter.RefillLength(TableCapacity)];
        return ElementWriter.Refill(ref state.Scenario.Gateway, ref state.Scenario.Machine, buffer, keepsForwarding: false, state.Scenario.Now);
    }

    /// <summary>Takes a line, without its end, off the front.</summary>
    public static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int lineFeed = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lineFeed < 0 ? rest : rest.Slice(0, lineFeed);
        rest = rest.Slice(lineFeed < 0 ? rest.Length : lineFeed + 1);
        return line;
    }

    private static Mapping New(uint client, IpProtocol protocol, ushort internalPort, ushort externalPort, MappingOrigin origin)
    {
        Mapping mapping = default;
        mapping.Protocol = protocol;
        mapping.InternalClient = new Ipv4Address(FirstClient.Value + client);
        mapping.InternalPort = internalPort;
        mapping.ExternalPort = externalPort;
        mapping.Origin = origin;
        mapping.IsEnabled = true;
        return mapping;
    }

    /// <summary>A lease of 0 seconds has no end.</summary>
    private static void Put(FuzzState* state, ref Mapping mapping, uint seconds)
    {
        int slot = MappingTable.None;
        mapping.Expiry = seconds == 0 ? Instant.Never : state->Scenario.Now.PlusSeconds(seconds);
        MappingOutcome outcome = Mapper.Put(
            ref state->Scenario.Gateway, ref state->Scenario.Machine, ref slot, PortChoice.Exact, ref mapping, state->Scenario.Now);
        Require.That(outcome == MappingOutcome.Done, "a mapping is made"u8);
    }
}
