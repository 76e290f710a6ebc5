using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Daemon;

/// <summary>
/// Follows links and addresses: WAN and LANs may come late, go, change, be made anew under the same name. Any news
/// makes us look at everything again, which is cheap and cannot drift.
/// </summary>
internal static class NetworkWatch
{
    private const ulong BitsPerMegabit = 1_000_000;

    /// <summary>Takes notifications. What they say is found out by looking; a lost one counts as one.</summary>
    public static void TakeNotifications(ref DaemonState state)
    {
        Span<byte> buffer = state.Scratch.Span;
        int length;
        do
        {
            length = NetlinkSocket.Receive(state.RouteDescriptor, buffer);
            state.MustRefreshNetwork |= length != -Errno.AGAIN;
        }
        while (length is > 0 or -Errno.MSGSIZE or -Errno.NOBUFS);
    }

    /// <summary>Lets the LANs be found anew: after a reload they may be others.</summary>
    public static void Forget(ref DaemonState state)
    {
        Span<LanLink> links = state.Gateway.Lans;
        links.Clear();
    }

    /// <summary>Looks at all links and addresses and does what has to be done about changes.</summary>
    public static void Refresh(ref DaemonState state, Instant now)
    {
        state.MustRefreshNetwork = false;
        WanLink wan = default;
        Settings.DeviceNames names = state.Gateway.Settings.InternalDevices;
        Gateway.GatewayState.LanLinks found = default;
        Span<LanLink> foundLinks = found;
        for (int i = 0; i < state.Gateway.Settings.InternalDeviceCount; i++)
        {
            foundLinks[i].Device = ((ReadOnlySpan<DeviceName>)names)[i];
        }

        Read(ref state, wantsLinks: true, ref wan, foundLinks);
        Read(ref state, wantsLinks: false, ref wan, foundLinks);
        ApplyLans(ref state, foundLinks, now);
        ApplyWan(ref state, in wan, now);
    }

    /// <summary>Dumps all links, or all addresses, and takes each.</summary>
    private static void Read(ref DaemonState state, bool wantsLinks, ref WanLink wan, Span<LanLink> lans)
    {
        Span<byte> request = stackalloc byte[64];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        uint sequence = state.Machine.NextRouteSequence();
        if (wantsLinks)
        {
            RouteRequest.DumpLinks(ref builder, sequence);
        }
        else
        {
            RouteRequest.DumpAddresses(ref builder, sequence);
        }

        NetlinkDump dump = new NetlinkDump(state.Machine.Route, builder.Written, sequence, state.Scratch.Span);
        while (dump.Next())
        {
            if (dump.Type == NetlinkAbi.RTM_NEWLINK && LinkView.TryView(dump.Payload, out LinkView link) == WireError.None)
            {
                TakeLink(ref state, in link, ref wan, lans);
            }

            if (dump.Type == NetlinkAbi.RTM_NEWADDR && AddressView.TryView(dump.Payload, out AddressView address) == WireError.None)
            {
                TakeAddress(in state.Gateway.Wan, in address, ref wan, lans);
            }
        }
    }

    private static void TakeLink(ref DaemonState state, scoped in LinkView link, ref WanLink wan, Span<LanLink> lans)
    {
        if (link.Name.SequenceEqual(DeviceName.AsSpan(in state.Gateway.Settings.ExternalDevice)))
        {
            wan.InterfaceIndex = link.Index;
            wan.IsRunning = (link.Flags & NetlinkAbi.IFF_UP) != 0 && (link.Flags & NetlinkAbi.IFF_RUNNING) != 0;
        }

        for (int i = 0; i < state.Gateway.Settings.InternalDeviceCount; i++)
        {
            if (!link.Name.SequenceEqual(DeviceName.AsSpan(in lans[i].Device)))
            {
                continue;
            }

            lans[i].InterfaceIndex = link.Index;
            if (i == 0 && link.HardwareAddress.Length == 6)
            {
                ulong hardwareAddress = 0;
                foreach (byte part in link.HardwareAddress)
                {
                    hardwareAddress = (hardwareAddress << 8) | part;
                }

                state.Gateway.Identity.HardwareAddress = hardwareAddress;
            }
        }
    }

    /// <summary>The first address of a device is its address; a WAN that has several keeps the one it had.</summary>
    private static void TakeAddress(in WanLink before, scoped in AddressView address, ref WanLink wan, Span<LanLink> lans)
    {
        if (address.Index == wan.InterfaceIndex && (wan.Address.IsUnspecified || address.Local.Equals(before.Address)))
        {
            wan.Address = address.Local;
        }

        foreach (ref LanLink lan in lans)
        {
            if (lan.InterfaceIndex != 0 && address.Index == lan.InterfaceIndex && lan.Address.IsUnspecified)
            {
                lan.Address = address.Local;
                lan.PrefixLength = address.PrefixLength;
            }
        }
    }

    /// <summary>Opens and closes sockets where a LAN is not what it was.</summary>
    private static void ApplyLans(ref DaemonState state, Span<LanLink> found, Instant now)
    {
        Span<LanLink> links = state.Gateway.Lans;
        bool hasChanged = false;
        for (int i = 0; i < links.Length; i++)
        {
            if (found[i].InterfaceIndex == links[i].InterfaceIndex && found[i].Address.Equals(links[i].Address)
                && found[i].PrefixLength == links[i].PrefixLength)
            {
                links[i] = found[i];
                continue;
            }

            LanServer.Close(ref state, i, saysGoodbye: false);
            links[i] = found[i];
            hasChanged = true;
        }

        if (!hasChanged)
        {
            return;
        }

        // Descriptions and answers carry the number of the descriptions, so it has to be right before the first goes out.
        state.Gateway.Identity.ConfigId = IgdDescription.ComputeConfigId(state.Gateway.Identity, state.Scratch.Span);
        Span<LanSockets> sockets = state.Lans;
        for (int i = 0; i < links.Length; i++)
        {
            if (links[i].IsServed && sockets[i].Http < 0 && sockets[i].PortControl < 0)
            {
                LanServer.Open(ref state, i, now);
                Report(ref state, LogLevel.Notice, "serving "u8, in links[i].Device, " at "u8, links[i].Address, default);
            }
        }
    }

    private static void ApplyWan(ref DaemonState state, in WanLink found, Instant now)
    {
        ref WanLink wan = ref state.Gateway.Wan;
        bool isOther = !found.Address.Equals(wan.Address) || found.IsConnected != wan.IsConnected;
        Instant since = wan.Since;
        wan = found;
        wan.Since = isOther ? now : since;
        if (found.InterfaceIndex != 0)
        {
            wan.BitRate = ReadBitRate(in state.Gateway.Settings.ExternalDevice);
        }

        if (!isOther)
        {
            return;
        }

        // RFC 6886, section 3.6, and RFC 6887, section 8.5: another address means that all mappings are others.
        state.Gateway.EpochStart = now;
        if (state.Gateway.Firewall.IsReady)
        {
            ElementWriter.PublishExternalAddress(ref state.Gateway, ref state.Machine);
        }

        if (!wan.IsConnected)
        {
            state.Log.Write(LogLevel.Warning, "the WAN has no address: mappings are refused until it has; device "u8, DeviceName.AsSpan(in state.Gateway.Settings.ExternalDevice));
            return;
        }

        AnnounceService.Start(ref state.Gateway, now);
        ReadOnlySpan<byte> verdict = AddressScopes.Verdict(AddressScopes.Of(wan.Address));
        LogLevel level = verdict.IsEmpty ? LogLevel.Notice : LogLevel.Warning;
        Report(ref state, level, "WAN "u8, in state.Gateway.Settings.ExternalDevice, " has the address "u8, wan.Address, verdict);
    }

    private static void Report(
        ref DaemonState state, LogLevel level, ReadOnlySpan<byte> before, ref readonly DeviceName device, ReadOnlySpan<byte> between, Ipv4Address address, ReadOnlySpan<byte> verdict)
    {
        ByteWriter line = Log.StartLine(out Log.LineRoom room);
        line.Write(before);
        line.Write(DeviceName.AsSpan(in device));
        line.Write(between);
        line.WriteAddress(address);
        line.Write(verdict.IsEmpty ? default : "; "u8);
        line.Write(verdict);
        state.Log.Write(level, line.Written);
    }

    /// <summary>The speed that the device's driver tells, bit/s; 0 where it tells none.</summary>
    private static ulong ReadBitRate(ref readonly DeviceName device)
    {
        Span<byte> pathBuffer = stackalloc byte[64];
        ByteWriter path = new ByteWriter(pathBuffer);
        path.Write("/sys/class/net/"u8);
        path.Write(DeviceName.AsSpan(in device));
        path.Write("/speed"u8);
        Span<byte> text = stackalloc byte[32];
        int length = Files.ReadAll(path.Written, text);
        return length > 0 && Ascii.TryParseDecimal(Ascii.Trim(text.Slice(0, length)), uint.MaxValue, out uint megabits)
            ? megabits * BitsPerMegabit
            : 0;
    }
}
