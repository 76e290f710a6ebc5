using System;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Daemon;

/// <summary>
/// Keeps the kernel's sets as the mapping table says. The table of the ruleset may be missing at start, vanish with a
/// firewall restart and come back: each time all elements are put back in one transaction.
/// </summary>
internal static unsafe class FirewallWatch
{
    /// <summary>How long after a failed refill the next is tried, milliseconds.</summary>
    private const long RetryMilliseconds = 1000;

    /// <summary>How long the ruleset may be away before somebody has to be told, milliseconds: fw4 takes a second on a slow router.</summary>
    private const long AbsenceMilliseconds = 5000;

    /// <summary>Timeouts that the probe gives its element, seconds.</summary>
    private const uint ProbeFirstSeconds = 60;
    private const uint ProbeSecondSeconds = 600;

    /// <summary>Bytes of keys and data: parts of a concatenation are padded to four.</summary>
    private const int PortLength = 2;
    private const int ProtocolPortLength = 8;
    private const int AddressPortLength = 8;
    private const int AddressProtocolPortLength = 12;
    private const int AddressLength = 4;

    /// <summary>One bit for each of our sets.</summary>
    private const int AllSets = (1 << SetNames.Count) - 1;

    /// <summary>At start: takes over what the sets hold, then makes them whole.</summary>
    public static void Start(ref DaemonState state, Instant now)
    {
        if (!HasRuleset(ref state))
        {
            TellMissingRuleset(ref state);
            return;
        }

        int foreign = 0;
        Dump(ref state, SetNames.Forward, DumpUse.Forward, now, ref foreign);
        Dump(ref state, SetNames.ForwardFrom, DumpUse.ForwardFrom, now, ref foreign);
        Dump(ref state, SetNames.Source, DumpUse.Source, now, ref foreign);
        Dump(ref state, SetNames.ExternalAddresses, DumpUse.ExternalAddress, now, ref foreign);
        TellCount(ref state, "mappings taken over from the kernel: "u8, state.Gateway.Mappings.Count);
        RemoveForbidden(ref state, now);
        Fill(ref state, keepsForwarding: foreign == 0 && !state.Gateway.Firewall.NeedsRefill, now);
    }

    /// <summary>Lets the permission rules hold for mappings that are older than they are.</summary>
    public static void RemoveForbidden(ref DaemonState state, Instant now) =>
        TellCount(
            ref state, "mappings removed that the permission rules forbid: "u8, Mapper.RemoveForbidden(ref state.Gateway, ref state.Machine, now));

    /// <summary>Takes notifications of the firewall's changes that are not ours.</summary>
    public static void TakeNotifications(ref DaemonState state)
    {
        Span<byte> buffer = state.Scratch.Span;
        while (true)
        {
            int length = NetlinkSocket.Receive(state.NftablesDescriptor, buffer);
            if (length is -Errno.NOBUFS or -Errno.MSGSIZE)
            {
                state.MustCheckFirewall = true;
                state.Gateway.Firewall.NeedsRefill = true;
                continue;
            }

            if (length <= 0)
            {
                return;
            }

            NetlinkReader reader = new NetlinkReader(buffer.Slice(0, length));
            while (reader.Next())
            {
                TakeNotification(ref state, in reader);
            }
        }
    }

    /// <summary>Looks whether the ruleset is there and, where the sets may not be whole, fills them.</summary>
    public static void Check(ref DaemonState state, Instant now)
    {
        if (now < state.Gateway.Firewall.NextTry)
        {
            return;
        }

        state.MustCheckFirewall = false;
        bool wasReady = state.Gateway.Firewall.IsReady;
        if (!HasRuleset(ref state))
        {
            state.Gateway.Firewall.IsReady = false;
            state.Gateway.Firewall.NeedsRefill = false;
            if (state.IsRulesetMissing)
            {
                TellMissingRuleset(ref state);
                return;
            }

            // A firewall that restarts is without its table for a moment: that is no news.
            state.IsRulesetMissing = true;
            state.MustCheckFirewall = true;
            state.Gateway.Firewall.NextTry = now.PlusMilliseconds(AbsenceMilliseconds);
            return;
        }

        if (!wasReady || state.Gateway.Firewall.NeedsRefill)
        {
            Fill(ref state, keepsForwarding: false, now);
        }
    }

    public static Instant NextDeadline(ref DaemonState state) =>
        state.MustCheckFirewall || state.Gateway.Firewall.NeedsRefill ? state.Gateway.Firewall.NextTry : Instant.Never;

    private static void TakeNotification(ref DaemonState state, scoped in NetlinkReader message)
    {
        ReadOnlySpan<byte> ownTable = ShortText.AsSpan(in state.Gateway.Settings.NftTable);
        if (message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM)
            || message.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_DELSETELEM))
        {
            // Somebody else's hand in our sets.
            SetElementReader elements = new SetElementReader(message.Payload);
            if (elements.Table.SequenceEqual(ownTable) && SetNames.Find(in state.Gateway.Settings, elements.Set) >= 0)
            {
                state.Gateway.Firewall.NeedsRefill = true;
            }

            return;
        }

        if (NftablesNotificationView.TryView(in message, out NftablesNotificationView view) != WireError.None
            || !view.Table.SequenceEqual(ownTable))
        {
            return;
        }

        bool concernsSets = view.Kind is NftablesNotificationKind.NewTable or NftablesNotificationKind.DeletedTable || SetNames.Find(in state.Gateway.Settings, view.Set) >= 0;
        if (concernsSets)
        {
            state.MustCheckFirewall = true;
            state.Gateway.Firewall.NextTry = default;

            // A reload declares what is there already: the elements stay, and their counters.
            state.Gateway.Firewall.IsReady &= view.Kind is not (NftablesNotificationKind.DeletedTable or NftablesNotificationKind.DeletedSet);
        }
    }

    /// <summary>Finds out what the kernel can do, then puts everything in its place.</summary>
    private static void Fill(ref DaemonState state, bool keepsForwarding, Instant now)
    {
        state.Gateway.Firewall.CanUpdateTimeouts = CanUpdateTimeouts(ref state);
        bool isDone = ElementWriter.Refill(
            ref state.Gateway, ref state.Machine, new Span<byte>(state.RefillBuffer, state.RefillLength), keepsForwarding, now);
        MemoryMap.Release(state.RefillBuffer, (nuint)state.RefillLength);
        state.Gateway.Firewall.IsReady = isDone;
        state.Gateway.Firewall.NeedsRefill = !isDone;
        state.Gateway.Firewall.NextTry = isDone ? default : now.PlusMilliseconds(RetryMilliseconds);
        if (!isDone)
        {
            state.Log.Write(LogLevel.Error, "the kernel refused the mappings; trying again: "u8, Errno.Text(state.Gateway.Firewall.LastError));
            return;
        }

        if (state.HasToldMissingRuleset)
        {
            state.Log.Write(LogLevel.Notice, "the ruleset is there: serving mappings"u8);
        }

        state.HasToldMissingRuleset = false;
        state.IsRulesetMissing = false;
    }

    private static void TellCount(ref DaemonState state, ReadOnlySpan<byte> what, int count)
    {
        if (count > 0)
        {
            Span<byte> buffer = stackalloc byte[Ascii.MaxDecimalDigits];
            ByteWriter number = new ByteWriter(buffer);
            number.WriteDecimal((ulong)count);
            state.Log.Write(LogLevel.Notice, what, number.Written);
        }
    }

    private static void TellMissingRuleset(ref DaemonState state)
    {
        if (state.HasToldMissingRuleset)
        {
            return;
        }

        state.HasToldMissingRuleset = true;
        ByteWriter line = Log.StartLine(out Log.LineRoom room);
        line.Write("no sets of ours in nftables table inet "u8);
        line.Write(ShortText.AsSpan(in state.Gateway.Settings.NftTable));
        line.Write(": run 'fw4 reload' on OpenWrt, elsewhere 'nft -f' with the ruleset of igdaot; mappings are refused until then"u8);
        state.Log.Write(LogLevel.Error, line.Written);
    }

    /// <summary>True where all our sets are there in the form that we need.</summary>
    private static bool HasRuleset(ref DaemonState state)
    {
        Span<byte> request = stackalloc byte[256];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        NftablesRequest.DumpSets(ref builder, sequence, NetlinkAbi.NFPROTO_INET, ShortText.AsSpan(in state.Gateway.Settings.NftTable));
        NetlinkDump dump = new NetlinkDump(state.Machine.Netfilter, builder.Written, sequence, state.Scratch.Span);
        int found = 0;
        while (dump.Next())
        {
            if (SetView.TryView(dump.Payload, out SetView set) == WireError.None && HasRightForm(ref state, in set))
            {
                found |= 1 << SetNames.Find(in state.Gateway.Settings, set.Name);
            }
        }

        return found == AllSets;
    }

    private static bool HasRightForm(ref DaemonState state, scoped in SetView set)
    {
        bool hasTimeout = (set.Flags & NetlinkAbi.NFT_SET_TIMEOUT) != 0;
        return SetNames.Find(in state.Gateway.Settings, set.Name) switch
        {
            0 => set.KeyLength == AddressLength,
            1 => hasTimeout && set.KeyLength == ProtocolPortLength && set.DataLength == AddressPortLength,
            2 => hasTimeout && set.KeyLength == AddressProtocolPortLength && set.DataLength == AddressPortLength,
            3 => hasTimeout && set.KeyLength == AddressProtocolPortLength && set.DataLength == PortLength,
            4 or 5 => hasTimeout && set.KeyLength == PortLength,
            6 or 7 => set.KeyLength == DeviceName.MaxLength + 1,
            _ => false,
        };
    }

    /// <summary>
    /// Tries whether a plain add changes the timeout of an element that is there, on port 0, which no flow has. Kernels
    /// before 6.12 leave it as it is, and a renewal has to delete first.
    /// </summary>
    private static bool CanUpdateTimeouts(ref DaemonState state)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        ReadOnlySpan<byte> name = SetNames.Compose(in state.Gateway.Settings, SetNames.UdpPorts, nameBuffer);
        Span<byte> key = stackalloc byte[PortLength];
        key.Clear();
        if (!AddProbe(ref state, name, key, ProbeFirstSeconds) || !AddProbe(ref state, name, key, ProbeSecondSeconds))
        {
            return false;
        }

        Span<byte> request = stackalloc byte[512];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        NftablesRequest.GetElement(ref builder, sequence, NetlinkAbi.NFPROTO_INET, ShortText.AsSpan(in state.Gateway.Settings.NftTable), name, key);
        NetlinkSocket.Send(state.Machine.Netfilter, builder.Written);
        Span<byte> buffer = stackalloc byte[2048];
        int length = NetlinkSocket.Receive(state.Machine.Netfilter, buffer);
        NetlinkReader reader = new NetlinkReader(buffer.Slice(0, Math.Max(0, Math.Min(length, buffer.Length))));
        bool canUpdate = false;
        while (reader.Next())
        {
            SetElementReader element = new SetElementReader(reader.Payload);
            if (reader.Sequence == sequence && !reader.IsError && element.Next())
            {
                canUpdate = element.ExpirationMilliseconds > ProbeFirstSeconds * 1000;
            }
        }

        return canUpdate;
    }

    private static bool AddProbe(ref DaemonState state, ReadOnlySpan<byte> name, ReadOnlySpan<byte> key, uint seconds)
    {
        Span<byte> buffer = stackalloc byte[512];
        SetElementBatch batch = ElementWriter.NewBatch(ref state.Gateway, buffer);
        batch.Add(name, key, default, seconds * 1000UL, default);
        return ElementWriter.Finish(ref state.Gateway, ref state.Machine, ref batch, out _) == 0;
    }

    private static void Dump(ref DaemonState state, ReadOnlySpan<byte> set, DumpUse use, Instant now, ref int foreign)
    {
        Span<byte> nameBuffer = stackalloc byte[SetNames.MaxLength];
        Span<byte> request = stackalloc byte[512];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = ++state.Gateway.Firewall.Sequence;
        NftablesRequest.DumpElements(
            ref builder,
            sequence,
            NetlinkAbi.NFPROTO_INET,
            ShortText.AsSpan(in state.Gateway.Settings.NftTable),
            SetNames.Compose(in state.Gateway.Settings, set, nameBuffer));
        NetlinkDump dump = new NetlinkDump(state.Machine.Netfilter, builder.Written, sequence, state.Scratch.Span);
        while (dump.Next())
        {
            SetElementReader elements = new SetElementReader(dump.Payload);
            while (elements.Next())
            {
                foreign += TakeElement(ref state, in elements, use, now) ? 0 : 1;
            }
        }
    }

    private static bool TakeElement(ref DaemonState state, scoped in SetElementReader element, DumpUse use, Instant now)
    {
        switch (use)
        {
            case DumpUse.Forward:
                return Adoption.TakeForward(ref state.Gateway, in element, hasRemoteHost: false, now);
            case DumpUse.ForwardFrom:
                return Adoption.TakeForward(ref state.Gateway, in element, hasRemoteHost: true, now);
            case DumpUse.Source:
                Adoption.TakeSource(ref state.Gateway, in element);
                return true;
            default:
                Adoption.TakeExternalAddress(ref state.Gateway, in element, now);
                return true;
        }
    }

    private enum DumpUse
    {
        Forward,
        ForwardFrom,
        Source,
        ExternalAddress,
    }
}
