using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Status;
using IgdAot.Wire;
using IgdAot.Wire.Soap;

namespace IgdAot.SelfTest;

/// <summary>
/// A run of mutated packets against one gateway: several clients, time that goes by, a WAN, a kernel and a configuration
/// that change. Seed and run number decide all of it, and all that comes of it goes into one number: the same on every
/// target, or one of the compilers is wrong.
/// </summary>
internal static unsafe class DifferentialRun
{
    /// <summary>Packets of a run. The next begins with an empty table, so that a difference is found in a thousand steps at most.</summary>
    public const int Length = 1000;

    /// <summary>Things that are done to one packet at most.</summary>
    private const int MaxMutations = 4;

    /// <summary>Requests of one connection that are answered in a row.</summary>
    private const int MaxPipelined = 4;

    /// <summary>Each so many packets the whole state is written as JSON and as a table.</summary>
    private const int ReportInterval = 50;

    /// <summary>Bytes of a report's pieces.</summary>
    private const int ReportLength = 8 * 1024;

    /// <summary>Configurations to begin with: lines of a scenario, of which a comma ends each.</summary>
    private static ReadOnlySpan<byte> Setups =>
        "|lan 192.168.1.1/24,wan 203.0.113.7|lan 192.168.1.1/24,wan 203.0.113.7 rate 100000000,lan 10.0.0.1/8,option secure_mode 0"u8
        + "|lan 192.168.1.1/24,wan 203.0.113.7,option quota_per_client 8,option quota_total 40,option lease_max 3600,permission action deny external_port 8010-8020"u8
        + "|lan 192.168.1.1/16,wan 203.0.113.7,kernel old,option search_rate 0,option secure_mode 0,permission action allow internal_client 192.168.1.0/28,permission action deny external_port 0-1023"u8
        + "|lan 192.168.1.1/24,wan 203.0.113.7,option cut_flows_on_expiry 1,list reserved_port 8000-8004,option secure_mode 0,traffic 1+5 7 3+100 200"u8;

    /// <summary>Lines of a scenario that may stand between two packets. Those that mend what another broke come often.</summary>
    private static ReadOnlySpan<byte> Events =>
        "|wan 203.0.113.7|wan 203.0.113.7 rate 1000000000|wan 198.51.100.1|wan 203.0.113.7|wan 100.64.0.9|wan none|wan 203.0.113.7|wan down|wan 203.0.113.8|kernel agree|kernel refuse 28|kernel agree|kernel agree"u8
        + "|kernel refuse 2|kernel agree|kernel refuse 17|kernel agree|kernel lacks 1|kernel lacks 2 3|kernel new|kernel old|holds tcp 8005|holds udp 8006|holds none|announce|refill|kernel agree|refill|refill|kernel agree|refill|refill"u8
        + "|permission none|permission none|permission action deny external_port 8030-8040|permission action allow internal_client 192.168.1.0/28 internal_port 80|permission action deny internal_client 192.168.1.11|permission none"u8
        + "|traffic 1+4294967295 0 0 4294967295|traffic none|traffic 12 34 56 78|random 5 4294967295 8007|random 0|option lease_min 600|option lease_max 604800|option upnp 0|option upnp 1|option upnp 1|option secure_mode 0|option secure_mode 1|option secure_mode 0"u8;

    /// <summary>What the stock has but the packets of the files: a configuration with every option.</summary>
    private static ReadOnlySpan<byte> WholeConfiguration =>
        "config igdaot main\n\toption enabled '1'\n\toption upnp 'yes'\n\toption natpmp on\n\toption pcp enabled\n\toption secure_mode false\n\toption keep_on_exit 0\n\toption cut_flows_on_expiry true\n"u8
        + "\toption http_port '5000'\n\toption lease_min '120'\n\toption lease_max '86400'\n\toption quota_per_client 64\n\toption quota_total 1024\n\toption search_rate 10\n\toption upstream_bit_rate 40000000\n\toption downstream_bit_rate \"100000000\"\n"u8
        + "\toption log_level debug\n\toption external_device 'wan0'\n\toption nft_table igdaot\n\toption nft_set_prefix igdaot1_\n\toption control_socket /var/run/igdaotd.sock\n\toption external_network wan\n\tlist internal_network lan\n"u8
        + "\tlist internal_device br-lan\n\tlist internal_device 'br-guest'\n\tlist reserved_port 22-23\n\tlist reserved_port '445'\n\nconfig permission\n\toption action deny\n\toption external_port 0-1023\n\toption comment 'no \"low\" ports'\n"u8
        + "\nconfig permission last\n\toption action allow\n\toption internal_client 192.168.1.0/24\n\toption internal_port 1024-65535\n"u8;

    /// <summary>Takes the configuration of our own into the stock, behind the files'.</summary>
    public static bool Complete(ref DifferentialStock stock) =>
        stock.Add(ScenarioPacketKind.Uci, DifferentialStock.UsualClient, WholeConfiguration) && stock.Count > 1;

    /// <summary>Plays the first packets of a run.</summary>
    /// <param name="stock">What the packets are made from.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="run">The run.</param>
    /// <param name="count">How many packets of it, <see cref="Length"/> at most.</param>
    /// <param name="listedFrom">From this packet of the run on a line is printed for each; -1 for none.</param>
    /// <param name="shown">The packet of the run of which everything is printed; -1 for none.</param>
    /// <param name="hash">What it came to.</param>
    /// <returns>False where the table or a configuration cannot be had, which is a mistake in here.</returns>
    public static bool Play(scoped in DifferentialStock stock, uint seed, uint run, int count, int listedFrom, int shown, out ulong hash)
    {
        hash = 0;
        int memoryLength = (int)MappingTable.SizeOf(ScenarioRunner.TableCapacity);
        byte* memory = stackalloc byte[memoryLength];
        new Span<byte>(memory, memoryLength).Clear();
        Arena arena = new Arena(memory, (nuint)memoryLength);
        ScenarioState state = default;
        DifferentialRandom random = new DifferentialRandom(seed, run);
        if (!state.Gateway.Mappings.Create(ref arena, ScenarioRunner.TableCapacity) || !Configure(ref state, ref random))
        {
            return false;
        }

        DifferentialPacket packet = new DifferentialPacket(stackalloc byte[DifferentialPacket.MaxLength]);
        DifferentialDigest digest = default;
        digest.Begin(run);
        for (int number = 0; number < count; number++)
        {
            digest.IsShown = number == shown;
            PlayEvents(ref state, ref random, ref digest);
            StockPacket origin = stock.At(random.Below(stock.Count));
            packet.Set(stock.BytesOf(origin));
            ScenarioPacketKind kind = Prepare(ref state, ref random, in stock, origin, ref packet);
            digest.Add("client"u8, state.Client.Value);
            digest.Add("time"u8, state.Now.Milliseconds);
            digest.Add("kind"u8, (ulong)kind);
            digest.Add("packet"u8, packet.Bytes);
            Describe(kind, packet.Bytes, ref digest);
            Send(ref state, ref random, kind, packet.Bytes, ref digest);
            AddState(ref state, ref digest);
            if (number % ReportInterval == ReportInterval - 1 || digest.IsShown)
            {
                // Not what only a shown packet would have.
                ulong before = digest.Value;
                AddReports(ref state, ref digest);
                if (number % ReportInterval != ReportInterval - 1)
                {
                    digest.Begin(before);
                }
            }

            if (listedFrom >= 0 && number >= listedFrom)
            {
                WriteLine((run * Length) + (uint)number, digest.Value);
            }
        }

        hash = digest.Value;
        return true;
    }

    /// <summary>A number and a hash.</summary>
    public static void WriteLine(uint number, ulong hash)
    {
        ByteWriter line = new ByteWriter(stackalloc byte[64]);
        line.WriteDecimal(number);
        line.WriteByte((byte)' ');
        for (int shift = 60; shift >= 0; shift -= 4)
        {
            line.WriteByte(Ascii.HexDigit((int)(hash >> shift) & 15));
        }

        line.WriteByte((byte)'\n');
        TestOutput.Write(line.Written);
    }

    private static bool Configure(ref ScenarioState state, ref DifferentialRandom random)
    {
        ScenarioRunner.Start(ref state);
        ReadOnlySpan<byte> lines = random.Word(Setups);
        bool isGood = true;
        while (isGood && !lines.IsEmpty)
        {
            int comma = lines.IndexOf((byte)',');
            isGood = Play(ref state, comma < 0 ? lines : lines.Slice(0, comma));
            lines = lines.Slice(comma < 0 ? lines.Length : comma + 1);
        }

        state.Machine.ClearRandom();
        for (int i = 0; i < 16; i++)
        {
            isGood &= state.Machine.AddRandom((uint)random.Next());
        }

        return isGood;
    }

    private static bool Play(ref ScenarioState state, ReadOnlySpan<byte> line)
    {
        ScenarioWords words = new ScenarioWords(line);
        return ScenarioRunner.Play(ref state, ref words);
    }

    private static void PlayEvents(ref ScenarioState state, ref DifferentialRandom random, ref DifferentialDigest digest)
    {
        ScenarioSteps.Begin(ref state);
        if (random.OneIn(25))
        {
            ReadOnlySpan<byte> line = random.Word(Events);
            digest.Add("event"u8, line);
            digest.Add("  it can be"u8, Play(ref state, line));
            digest.Add("  asked of the kernel"u8, FakeMachine.RecordOf(in state.Machine));
        }

        int milliseconds = random.OneIn(500) ? random.Below(800_000_000)
            : random.OneIn(50) ? random.Below(7_200_000)
            : random.OneIn(3) ? random.Below(3000) : 0;
        if (milliseconds > 0)
        {
            ByteWriter line = new ByteWriter(stackalloc byte[32]);
            line.Write("time +"u8);
            line.WriteDecimal((ulong)milliseconds);
            line.Write("ms"u8);
            ScenarioSteps.Begin(ref state);
            Play(ref state, line.Written);
            AddOutcome(ref state, ref digest);
        }
    }

    /// <summary>Chooses who sends the packet, and mutates it, mostly.</summary>
    private static ScenarioPacketKind Prepare(
        ref ScenarioState state, ref DifferentialRandom random, scoped in DifferentialStock stock, StockPacket origin, ref DifferentialPacket packet)
    {
        state.Client = origin.Client;
        if (random.OneIn(3))
        {
            state.Client = random.Below(8) switch
            {
                // The router itself, a stranger, a host of the second LAN.
                0 => new Ipv4Address(0xc0a80101),
                1 => new Ipv4Address(0xcb007109),
                2 => new Ipv4Address(0x0a000005),
                _ => new Ipv4Address(0xc0a8010a + (uint)random.Below(6)),
            };
            if (!random.OneIn(4))
            {
                packet.RenameClient(origin.Client, state.Client, origin.Kind);
            }
        }
        else if (random.OneIn(2))
        {
            packet.NamePcpClient(state.Client);
        }

        // Often none or one: what is good changes the state, and what has one flaw gets far.
        for (int i = random.OneIn(3) ? 0 : random.OneIn(2) ? 1 : random.Below(MaxMutations) + 1; i > 0; i--)
        {
            packet.Mutate(ref random, in stock, origin.Kind);
        }

        if (origin.Kind == ScenarioPacketKind.Http && !random.OneIn(8))
        {
            packet.RepairContentLength();
        }

        bool isOtherSearch = origin.Kind is ScenarioPacketKind.MulticastSearch or ScenarioPacketKind.UnicastSearch && random.OneIn(2);
        return !isOtherSearch ? origin.Kind
            : origin.Kind == ScenarioPacketKind.UnicastSearch ? ScenarioPacketKind.MulticastSearch : ScenarioPacketKind.UnicastSearch;
    }

    /// <summary>What each parser reads that the packet is for.</summary>
    private static void Describe(ScenarioPacketKind kind, ReadOnlySpan<byte> packet, ref DifferentialDigest digest)
    {
        switch (kind)
        {
            case ScenarioPacketKind.PortControl:
                Describe("natpmp-request"u8, packet, ref digest);
                Describe("pcp-request"u8, packet, ref digest);
                break;
            case ScenarioPacketKind.Http:
                Describe("http-request"u8, packet, ref digest);
                int end = packet.IndexOf("\r\n\r\n"u8);
                if (end >= 0)
                {
                    Describe("soap-body"u8, packet.Slice(end + 4), ref digest);
                }

                break;
            case ScenarioPacketKind.Uci:
                Describe("uci"u8, packet, ref digest);
                AddSettings(packet, ref digest);
                break;
            default:
                Describe(
                    kind == ScenarioPacketKind.ChunkedBody ? "http-chunked-body"u8
                    : kind == ScenarioPacketKind.SoapAction ? "soap-action"u8
                    : kind == ScenarioPacketKind.SoapBody ? "soap-body"u8 : "ssdp-search"u8,
                    packet,
                    ref digest);
                break;
        }
    }

    private static void Describe(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> packet, ref DifferentialDigest digest)
    {
        ByteWriter line = new ByteWriter(stackalloc byte[SelfTest.Describe.MaxLength]);
        SelfTest.Describe.TryRun(protocol, packet, ref line);
        digest.Add(protocol, line.Written);
        digest.Add("  is longer"u8, line.Failed);
    }

    private static void AddSettings(ReadOnlySpan<byte> text, ref DifferentialDigest digest)
    {
        Settings settings = default;
        Complaints complaints = default;
        complaints.Digest = digest;
        int count = SettingsReader.Read(text, ref settings, ref complaints);
        digest = complaints.Digest;
        digest.Add("complaints"u8, count);
        digest.Add("switches"u8, (settings.IsEnabled ? 1u : 0) | (settings.UsesUpnp ? 2u : 0) | (settings.UsesNatPmp ? 4u : 0) | (settings.UsesPcp ? 8u : 0)
            | (settings.IsSecure ? 16u : 0) | (settings.KeepsOnExit ? 32u : 0) | (settings.CutsFlowsOnExpiry ? 64u : 0));
        digest.Add("log level"u8, (ulong)settings.LogLevel);
        digest.Add("port"u8, settings.HttpPort);
        digest.Add("shortest lease"u8, settings.LeaseMinSeconds);
        digest.Add("longest lease"u8, settings.LeaseMaxSeconds);
        digest.Add("quota"u8, settings.QuotaTotal);
        digest.Add("quota of a client"u8, settings.QuotaPerClient);
        digest.Add("search rate"u8, settings.SearchRate);
        digest.Add("upstream"u8, settings.UpstreamBitRate);
        digest.Add("downstream"u8, settings.DownstreamBitRate);
        digest.Add("external device"u8, DeviceName.AsSpan(in settings.ExternalDevice));
        ReadOnlySpan<DeviceName> devices = settings.InternalDevices;
        for (int i = 0; i < settings.InternalDeviceCount; i++)
        {
            digest.Add("internal device"u8, DeviceName.AsSpan(in devices[i]));
        }

        digest.Add("table"u8, ShortText.AsSpan(in settings.NftTable));
        digest.Add("prefix"u8, ShortText.AsSpan(in settings.NftSetPrefix));
        digest.Add("socket"u8, ShortText.AsSpan(in settings.ControlSocket));
        ReadOnlySpan<PermissionRule> rules = settings.Permissions;
        for (int i = 0; i < settings.PermissionCount; i++)
        {
            ref readonly PermissionRule rule = ref rules[i];
            digest.Add("rule"u8, (ulong)rule.Action);
            digest.Add("  network"u8, ((ulong)rule.Network.Value << 8) | rule.PrefixLength);
            digest.Add("  external ports"u8, ((ulong)rule.ExternalPorts.First << 16) | rule.ExternalPorts.Last);
            digest.Add("  internal ports"u8, ((ulong)rule.InternalPorts.First << 16) | rule.InternalPorts.Last);
            digest.Add("  line"u8, rule.Line);
        }

        uint reserved = 0;
        for (int port = 0; port < 32; port++)
        {
            // Around the default's and the stock's ranges.
            ushort asked = (ushort)(port < 8 ? 18 + port : port < 16 ? 440 + port - 8 : 1020 + (port * 997));
            reserved |= PortSet.Contains(in settings.ReservedPorts, asked) ? 1u << port : 0;
        }

        digest.Add("reserved"u8, reserved);
    }

    private static void Send(ref ScenarioState state, ref DifferentialRandom random, ScenarioPacketKind kind, Span<byte> packet, ref DifferentialDigest digest)
    {
        switch (kind)
        {
            case ScenarioPacketKind.Http:
                SendHttp(ref state, ref random, packet, ref digest);
                break;
            case ScenarioPacketKind.SoapBody:
                SendBody(ref state, packet, ref digest);
                break;
            default:
                ScenarioSteps.Begin(ref state);
                ScenarioSteps.Send(ref state, kind, packet);
                AddOutcome(ref state, ref digest);
                break;
        }
    }

    /// <summary>A connection that brings these bytes, now and then in two pieces, and what it would be answered.</summary>
    private static void SendHttp(ref ScenarioState state, ref DifferentialRandom random, Span<byte> received, ref DifferentialDigest digest)
    {
        for (int i = 0; i < MaxPipelined && !received.IsEmpty; i++)
        {
            int scanned = 0;
            int arrived = random.OneIn(4) ? random.Below(received.Length) : received.Length;
            while (true)
            {
                ScenarioSteps.Begin(ref state);
                ScenarioSteps.Handle(ref state, received.Slice(0, arrived), scanned);
                AddOutcome(ref state, ref digest);
                if (!state.Http.NeedsMore || arrived == received.Length)
                {
                    break;
                }

                scanned = arrived;
                arrived = received.Length;
            }

            if (!state.Http.KeepsAlive || state.Http.Consumed == 0)
            {
                break;
            }

            received = received.Slice(state.Http.Consumed);
        }
    }

    /// <summary>The body alone, with the head that it should have.</summary>
    private static void SendBody(ref ScenarioState state, ReadOnlySpan<byte> body, ref DifferentialDigest digest)
    {
        if (SoapBody.TryParse(body, out SoapBodyView view) != WireError.None)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[DifferentialPacket.MaxLength];
        ByteWriter request = new ByteWriter(buffer);
        request.Write("POST "u8);
        request.Write(IgdNames.ControlPath(IgdService.WanIpConnection));
        request.Write(" HTTP/1.1\r\nHost: 192.168.1.1:5000\r\nContent-Type: text/xml\r\nSOAPAction: \""u8);
        request.Write(view.Namespace);
        request.WriteByte((byte)'#');
        request.Write(view.Action);
        request.Write("\"\r\nContent-Length: "u8);
        request.WriteDecimal((ulong)body.Length);
        request.Write("\r\n\r\n"u8);
        request.Write(body);
        ScenarioSteps.Begin(ref state);
        ScenarioSteps.Handle(ref state, buffer.Slice(0, request.Length), 0);
        AddOutcome(ref state, ref digest);
    }

    /// <summary>The answers and the changes of the last step.</summary>
    private static void AddOutcome(ref ScenarioState state, ref DifferentialDigest digest)
    {
        digest.Add("answer"u8, ScenarioState.Answer(ref state));
        digest.Add("  of HTTP"u8, ((ulong)(uint)state.Http.Consumed << 3) | (state.Http.NeedsMore ? 4u : 0) | (state.Http.SendsContinue ? 2u : 0) | (state.Http.KeepsAlive ? 1u : 0));
        digest.Add("  announced"u8, ((ulong)(uint)state.AliveSets << 32) | (uint)state.Announcements);
        digest.Add("  asked of the kernel"u8, FakeMachine.RecordOf(in state.Machine));
    }

    private static void AddState(ref ScenarioState state, ref DifferentialDigest digest)
    {
        ref GatewayState gateway = ref state.Gateway;
        digest.Add("firewall"u8, (gateway.Firewall.IsReady ? 1u : 0) | (gateway.Firewall.NeedsRefill ? 2u : 0) | (gateway.Firewall.CanUpdateTimeouts ? 4u : 0));
        digest.Add("  last error"u8, gateway.Firewall.LastError);
        digest.Add("  sequence"u8, gateway.Firewall.Sequence);
        digest.Add("epoch"u8, gateway.EpochStart.Milliseconds);
        digest.Add("next announcement"u8, gateway.Announce.Next.Milliseconds);
        digest.Add("next alive"u8, gateway.Ssdp.NextAlive.Milliseconds);
        digest.Add("next mapping"u8, gateway.Mappings.NextSequence);
        digest.Add("mappings"u8, gateway.Mappings.Count);
        for (int i = 0; i < gateway.Mappings.Count; i++)
        {
            int slot = gateway.Mappings.SlotAt(i);
            ref readonly Mapping mapping = ref gateway.Mappings[slot];
            digest.Add("mapping"u8, mapping.Sequence);
            digest.Add("  slot"u8, slot);
            digest.Add("  ends"u8, mapping.Expiry.Milliseconds);
            digest.Add("  external"u8, ((ulong)mapping.RemoteHost.Value << 16) | mapping.ExternalPort);
            digest.Add("  internal"u8, ((ulong)mapping.InternalClient.Value << 16) | mapping.InternalPort);
            digest.Add("  kind"u8, ((ulong)mapping.Protocol << 16) | ((ulong)mapping.Origin << 8) | (mapping.IsEnabled ? 1u : 0));
            digest.Add("  description"u8, Description.AsSpan(in mapping.Description));
        }

        digest.Add("first to end"u8, gateway.Mappings.FirstToExpire());
        digest.Add("of the client"u8, gateway.Mappings.CountOf(state.Client));
        foreach (ref PendingSearch pending in SsdpState.Pending(ref gateway.Ssdp))
        {
            if (pending.Items != 0)
            {
                digest.Add("search"u8, ((ulong)pending.Source.Value << 16) | pending.Items);
                digest.Add("  due"u8, pending.Due.Milliseconds);
                digest.Add("  ends"u8, pending.End.Milliseconds);
            }
        }

        digest.Add("stale flows"u8, gateway.StaleFlows.Count);
        if (gateway.StaleFlows.IsListed)
        {
            for (int i = 0; i < gateway.StaleFlows.Count; i++)
            {
                StalePort port = StaleFlows.At(in gateway.StaleFlows, i);
                digest.Add("  port"u8, ((ulong)port.Protocol << 16) | port.ExternalPort);
            }
        }
    }

    private static void AddReports(ref ScenarioState state, ref DifferentialDigest digest)
    {
        Span<byte> buffer = stackalloc byte[ReportLength];
        for (int form = 0; form < 2; form++)
        {
            int position = 0;
            bool isMore = true;
            while (isMore)
            {
                ByteWriter report = new ByteWriter(buffer);
                isMore = StatusReport.TryEmit(ref state.Gateway, isJson: form == 0, ref position, state.Now, ref report);
                digest.Add("report"u8, report.Written);
            }
        }

        // What the daemon does when it has looked after the flows.
        state.Gateway.StaleFlows.Clear();
    }

    /// <summary>Complaints about a configuration go into the digest.</summary>
    private struct Complaints : IComplaintSink
    {
        public DifferentialDigest Digest;

        public void Take(scoped in Complaint complaint)
        {
            Digest.Add("complaint"u8, ((ulong)complaint.Kind << 40) | ((ulong)complaint.Syntax << 32) | (uint)complaint.Line);
            Digest.Add("  option"u8, complaint.Option);
            Digest.Add("  value"u8, complaint.Value);
        }
    }
}
