using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Memory;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire.Netlink;

namespace IgdAot.Daemon;

/// <summary>The daemon's life: takes its memory and descriptors, waits for something to happen, leaves cleanly.</summary>
internal static unsafe class Daemon
{
    private const int NetlinkRoute = 0;
    private const int NetlinkNetfilter = 12;

    /// <summary>Bytes for received datagrams and netlink dumps; a dump's datagrams are at most this long (NLMSG_GOODSIZE and what recvmsg offers).</summary>
    private const int ScratchLength = 32 * 1024;

    /// <summary>Bytes of notifications that may wait: after a firewall reload there are thousands. What is lost is asked for again.</summary>
    private const int NotificationBuffer = 256 * 1024;

    /// <summary>Events taken from the loop at once.</summary>
    private const int MaxEvents = 32;

    /// <summary>A descriptor's tag in the loop.</summary>
    public static ulong Tag(SourceKind kind, int number) => ((ulong)kind << 32) | (uint)number;

    /// <summary>Takes all memory and opens everything that is open for the whole life. Null, with a line in the log, where that cannot be.</summary>
    public static DaemonState* Create(in Settings settings, ReadOnlySpan<byte> configPath, Log log)
    {
        log.Level = settings.LogLevel;
        nuint size = Arena.SizeOf<DaemonState>(1) + MappingTable.SizeOf(settings.QuotaTotal) + HttpConnections.Size + Arena.SizeOf<byte>(ScratchLength);
        byte* memory = MemoryMap.Reserve(size);
        int refillLength = ElementWriter.RefillLength(settings.QuotaTotal);
        byte* refill = MemoryMap.Reserve((nuint)refillLength);
        if (memory == null || refill == null)
        {
            log.Write(LogLevel.Error, "not enough memory: lower option 'quota_total'"u8);
            return null;
        }

        // Huge pages would make every touched byte cost 2 MiB.
        MemoryMap.NoHugePages(memory, size);
        MemoryMap.NoHugePages(refill, (nuint)refillLength);
        Arena arena = new Arena(memory, size);
        Slots<DaemonState> place = arena.Take<DaemonState>(1);
        ref DaemonState state = ref place[0];
        state.Gateway.Settings = settings;
        state.Gateway.Mappings.Create(ref arena, settings.QuotaTotal);
        state.Http.Create(ref arena);
        state.Scratch = arena.Take<byte>(ScratchLength);

        // Touched as a whole now, so that a long dump or many deletions later do not make the daemon grow.
        state.Scratch.Span.Clear();
        state.Gateway.StaleFlows.Clear();
        state.RefillBuffer = refill;
        state.RefillLength = refillLength;
        state.ConfigPath.TrySet(configPath);
        state.Log = log;
        if (!Open(ref state))
        {
            return null;
        }

        fixed (DaemonState* pointer = &state)
        {
            return pointer;
        }
    }

    /// <summary>Serves until a signal ends it.</summary>
    public static bool Run(ref DaemonState state)
    {
        Instant now = Now();
        state.Gateway.EpochStart = now;
        state.Gateway.Announce.Next = Instant.Never;
        state.Gateway.Ssdp.NextAlive = Instant.Never;
        state.Gateway.Identity.BootId = (uint)Clock.UnixSeconds() & int.MaxValue;
        NetworkWatch.Refresh(ref state, now);
        FirewallWatch.Start(ref state, now);
        state.Log.Write(LogLevel.Notice, "started"u8);

        Span<EventLoop.Event> events = stackalloc EventLoop.Event[MaxEvents];
        while (!state.IsStopping)
        {
            int count = EventLoop.Wait(state.Loop, events, WaitMilliseconds(ref state, Now()));
            if (count < 0)
            {
                state.Log.Write(LogLevel.Error, "cannot wait for events: "u8, Errno.Text(count));
                return false;
            }

            now = Now();
            foreach (EventLoop.Event happened in events.Slice(0, count))
            {
                Dispatch(ref state, happened.Tag, now);
            }

            DoWhatIsDue(ref state, Now());
        }

        Leave(ref state);
        return true;
    }

    private static Instant Now() => new Instant(Clock.MonotonicMilliseconds());

    private static bool Open(ref DaemonState state)
    {
        state.Loop = EventLoop.Create();
        state.SignalDescriptor = Signals.Open();
        state.Machine.Netfilter = NetlinkSocket.Open(NetlinkNetfilter);
        state.Machine.Route = NetlinkSocket.Open(NetlinkRoute);
        state.NftablesDescriptor = NetlinkSocket.Open(NetlinkNetfilter);
        state.RouteDescriptor = NetlinkSocket.Open(NetlinkRoute);
        state.FlowDescriptor = NetlinkSocket.Open(NetlinkNetfilter);
        if (state.Loop < 0 || state.SignalDescriptor < 0 || state.Machine.Netfilter < 0 || state.Machine.Route < 0
            || state.NftablesDescriptor < 0 || state.RouteDescriptor < 0 || state.FlowDescriptor < 0)
        {
            state.Log.Write(LogLevel.Error, "cannot open the netlink sockets: the kernel needs nfnetlink (kmod-nft-core) and the daemon CAP_NET_ADMIN"u8);
            return false;
        }

        NetlinkSocket.GrowBuffers(state.Machine.Netfilter, state.RefillLength, NotificationBuffer);
        NetlinkSocket.GrowBuffers(state.NftablesDescriptor, NotificationBuffer, NotificationBuffer);
        NetlinkSocket.GrowBuffers(state.RouteDescriptor, NotificationBuffer, NotificationBuffer);

        // Our own changes are no news to us.
        NetlinkSocket.IgnorePort(state.NftablesDescriptor, NetlinkSocket.PortId(state.Machine.Netfilter));
        int error = NetlinkSocket.JoinGroup(state.NftablesDescriptor, NetlinkAbi.NFNLGRP_NFTABLES);
        if (error >= 0)
        {
            error = NetlinkSocket.JoinGroup(state.RouteDescriptor, NetlinkAbi.RTNLGRP_LINK);
        }

        if (error >= 0)
        {
            error = NetlinkSocket.JoinGroup(state.RouteDescriptor, NetlinkAbi.RTNLGRP_IPV4_IFADDR);
        }

        if (error < 0)
        {
            state.Log.Write(LogLevel.Error, "cannot be told of changes (needs CAP_NET_ADMIN): "u8, Errno.Text(error));
            return false;
        }

        EventLoop.Add(state.Loop, state.SignalDescriptor, Libc.EPOLLIN, Tag(SourceKind.Signal, 0));
        EventLoop.Add(state.Loop, state.NftablesDescriptor, Libc.EPOLLIN, Tag(SourceKind.Nftables, 0));
        EventLoop.Add(state.Loop, state.RouteDescriptor, Libc.EPOLLIN, Tag(SourceKind.Route, 0));
        LanServer.Initialize(ref state);
        return ControlServer.Open(ref state);
    }

    private static void Dispatch(ref DaemonState state, ulong tag, Instant now)
    {
        int number = (int)(uint)tag;
        switch ((SourceKind)(tag >> 32))
        {
            case SourceKind.Signal:
                TakeSignals(ref state, now);
                break;
            case SourceKind.Route:
                NetworkWatch.TakeNotifications(ref state);
                break;
            case SourceKind.Nftables:
                FirewallWatch.TakeNotifications(ref state);
                break;
            case SourceKind.ControlListener:
                ControlServer.Accept(ref state, now);
                break;
            case SourceKind.ControlConnection:
                ControlServer.Continue(ref state, number, now);
                break;
            case SourceKind.Ssdp:
                LanServer.TakeSearches(ref state, number, now);
                break;
            case SourceKind.PortControl:
                LanServer.TakePortControl(ref state, number, now);
                break;
            case SourceKind.HttpListener:
                HttpConnections.Accept(ref state, number, now);
                break;
            case SourceKind.HttpConnection:
                HttpConnections.Continue(ref state, number, now);
                break;
        }
    }

    private static void DoWhatIsDue(ref DaemonState state, Instant now)
    {
        if (state.MustRefreshNetwork)
        {
            NetworkWatch.Refresh(ref state, now);
        }

        if (state.MustCheckFirewall || state.Gateway.Firewall.NeedsRefill)
        {
            FirewallWatch.Check(ref state, now);
        }

        Mapper.Expire(ref state.Gateway, ref state.Machine, now);
        FlowCleaner.Clean(ref state, now);
        LanServer.SendWhatIsDue(ref state, now);
        state.Machine.PrepareProbes();
        HttpConnections.CloseOverdue(ref state, now);
        ControlServer.CloseOverdue(ref state, now);
    }

    /// <summary>Milliseconds until something is due; -1 for nothing at all.</summary>
    private static int WaitMilliseconds(ref DaemonState state, Instant now)
    {
        Instant next = Instant.Earlier(SsdpService.NextDeadline(ref state.Gateway), state.Gateway.Announce.Next);
        int slot = state.Gateway.Mappings.FirstToExpire();
        if (slot != MappingTable.None)
        {
            next = Instant.Earlier(next, state.Gateway.Mappings[slot].Expiry);
        }

        next = Instant.Earlier(next, FlowCleaner.NextDeadline(ref state));
        next = Instant.Earlier(next, FirewallWatch.NextDeadline(ref state));
        next = Instant.Earlier(next, HttpConnections.NextDeadline(ref state));
        next = Instant.Earlier(next, ControlServer.NextDeadline(ref state));
        return next.IsNever ? -1 : (int)Math.Min(next.MillisecondsFrom(now), int.MaxValue);
    }

    private static void TakeSignals(ref DaemonState state, Instant now)
    {
        for (int signal = Signals.Read(state.SignalDescriptor); signal > 0; signal = Signals.Read(state.SignalDescriptor))
        {
            if (signal == Libc.SIGHUP)
            {
                Reload(ref state, now);
            }
            else if (signal == Libc.SIGUSR1)
            {
                // A restart or an upgrade is about to end us.
                state.Gateway.Settings.KeepsOnExit = true;
            }
            else
            {
                state.IsStopping = true;
            }
        }
    }

    /// <summary>Reads the configuration again. A bad one changes nothing; a good one loses no mapping but those that its rules forbid.</summary>
    private static void Reload(ref DaemonState state, Instant now)
    {
        Settings settings = default;
        if (!SettingsFile.TryRead(ShortText.AsSpan(in state.ConfigPath), ref settings, ref state.Log))
        {
            state.Log.Write(LogLevel.Error, "the configuration is not taken over: the one before goes on"u8);
            return;
        }

        if (!settings.IsEnabled)
        {
            state.Log.Write(LogLevel.Notice, "disabled by option 'enabled' of the configuration"u8);
            state.IsStopping = true;
            return;
        }

        if (settings.QuotaTotal > state.Gateway.Mappings.Capacity)
        {
            settings.QuotaTotal = state.Gateway.Mappings.Capacity;
            state.Log.Write(LogLevel.Warning, "a higher option 'quota_total' takes effect at the next start"u8);
        }

        ref Settings current = ref state.Gateway.Settings;
        if (!ShortText.AsSpan(in settings.ControlSocket).SequenceEqual(ShortText.AsSpan(in current.ControlSocket)))
        {
            settings.ControlSocket = current.ControlSocket;
            state.Log.Write(LogLevel.Warning, "another option 'control_socket' takes effect at the next start"u8);
        }

        bool servesSame = ServesSame(in settings, in current);
        bool hasSameWan = DeviceName.AsSpan(in settings.ExternalDevice).SequenceEqual(DeviceName.AsSpan(in current.ExternalDevice));
        if (!servesSame)
        {
            LanServer.CloseAll(ref state, saysGoodbye: true);
            NetworkWatch.Forget(ref state);
        }

        bool hasSameSets = HasSameSets(in settings, in current);
        if (!hasSameSets)
        {
            ElementWriter.Clear(ref state.Gateway, ref state.Machine);
        }

        current = settings;
        state.Log.Level = settings.LogLevel;
        NetworkWatch.Refresh(ref state, now);
        state.Gateway.Firewall.IsReady &= hasSameSets;

        // The sets of devices.
        state.Gateway.Firewall.NeedsRefill |= !servesSame || !hasSameWan;
        FirewallWatch.RemoveForbidden(ref state, now);
        state.MustCheckFirewall = true;
        state.Log.Write(LogLevel.Notice, "configuration reloaded"u8);
    }

    /// <summary>True where the sockets can stay as they are.</summary>
    private static bool ServesSame(ref readonly Settings left, ref readonly Settings right)
    {
        bool isSame = left.HttpPort == right.HttpPort && left.UsesUpnp == right.UsesUpnp
            && left.UsesNatPmp == right.UsesNatPmp && left.UsesPcp == right.UsesPcp
            && left.InternalDeviceCount == right.InternalDeviceCount;
        ReadOnlySpan<DeviceName> leftDevices = left.InternalDevices;
        ReadOnlySpan<DeviceName> rightDevices = right.InternalDevices;
        for (int i = 0; i < Settings.MaxInternalDevices; i++)
        {
            isSame &= DeviceName.AsSpan(in leftDevices[i]).SequenceEqual(DeviceName.AsSpan(in rightDevices[i]));
        }

        return isSame;
    }

    private static bool HasSameSets(ref readonly Settings left, ref readonly Settings right) =>
        ShortText.AsSpan(in left.NftTable).SequenceEqual(ShortText.AsSpan(in right.NftTable))
        && ShortText.AsSpan(in left.NftSetPrefix).SequenceEqual(ShortText.AsSpan(in right.NftSetPrefix));

    private static void Leave(ref DaemonState state)
    {
        LanServer.CloseAll(ref state, saysGoodbye: true);
        if (!state.Gateway.Settings.KeepsOnExit && state.Gateway.Firewall.IsReady)
        {
            for (int i = 0; i < state.Gateway.Mappings.Count; i++)
            {
                ref readonly Mapping mapping = ref state.Gateway.Mappings[state.Gateway.Mappings.SlotAt(i)];
                state.Gateway.StaleFlows.Add(mapping.Protocol, mapping.ExternalPort);
            }

            ElementWriter.Clear(ref state.Gateway, ref state.Machine);
            state.NextFlowCleaning = default;
            FlowCleaner.Clean(ref state, Now());
        }

        ControlServer.Close(ref state);
        state.Log.Write(LogLevel.Notice, "stopped"u8);
    }
}
