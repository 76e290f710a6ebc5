using System;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Config;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using IgdAot.Wire.Pcp;
using IgdAot.Wire.Ssdp;

namespace IgdAot.Daemon;

/// <summary>The sockets on the served LANs: SSDP, NAT-PMP and PCP, and the HTTP listener. Each is bound to its device.</summary>
internal static class LanServer
{
    private const int NoDescriptor = -1;
    private const int HttpBacklog = 64;

    /// <summary>Hops of an announcement: it is for the link only.</summary>
    private const int AnnounceTimeToLive = 1;

    /// <summary>Datagrams taken from one socket in one go, so that a flood leaves time for the rest.</summary>
    private const int MaxDatagrams = 64;

    public static void Initialize(ref DaemonState state)
    {
        Span<LanSockets> sockets = state.Lans;
        foreach (ref LanSockets lan in sockets)
        {
            lan.Ssdp = NoDescriptor;
            lan.PortControl = NoDescriptor;
            lan.Http = NoDescriptor;
        }
    }

    /// <summary>Opens what the configuration wants on a LAN that has a device and an address.</summary>
    public static void Open(ref DaemonState state, int number, Instant now)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<LanLink> links = state.Gateway.Lans;
        ref LanSockets lan = ref sockets[number];
        ref LanLink link = ref links[number];
        ReadOnlySpan<byte> device = DeviceName.AsSpan(in link.Device);
        if (state.Gateway.Settings.UsesUpnp)
        {
            lan.Http = Sockets.OpenTcpListener(link.Address, state.Gateway.Settings.HttpPort, device, HttpBacklog);
            Watch(ref state, lan.Http, SourceKind.HttpListener, number, "HTTP"u8);
            lan.Ssdp = Sockets.OpenUdp(default, SsdpMessage.Port, device);
            if (lan.Ssdp >= 0)
            {
                Sockets.SetMulticast(lan.Ssdp, link.InterfaceIndex, SsdpMessage.DefaultTimeToLive, loop: false);
                Sockets.JoinMulticast(lan.Ssdp, SsdpMessage.Group, link.InterfaceIndex);
            }

            Watch(ref state, lan.Ssdp, SourceKind.Ssdp, number, "SSDP"u8);
        }

        if (state.Gateway.Settings.UsesNatPmp || state.Gateway.Settings.UsesPcp)
        {
            lan.PortControl = Sockets.OpenUdp(link.Address, PortPolicy.ServerPort, device);
            if (lan.PortControl >= 0)
            {
                Sockets.SetMulticast(lan.PortControl, link.InterfaceIndex, AnnounceTimeToLive, loop: false);
            }

            Watch(ref state, lan.PortControl, SourceKind.PortControl, number, "NAT-PMP and PCP"u8);
        }

        // UDA 1.1, section 1.2.2: what an earlier life announced is taken back before the first alive.
        SendAdvertisements(ref state, number, isGoodbye: true);
        SsdpService.StartAnnouncing(ref state.Gateway, ref state.Machine, now);
        AnnounceService.Start(ref state.Gateway, now);
    }

    public static void Close(ref DaemonState state, int number, bool saysGoodbye)
    {
        Span<LanSockets> sockets = state.Lans;
        ref LanSockets lan = ref sockets[number];
        if (saysGoodbye)
        {
            SendAdvertisements(ref state, number, isGoodbye: true);
        }

        CloseOne(ref lan.Ssdp);
        CloseOne(ref lan.PortControl);
        if (lan.Http >= 0)
        {
            HttpConnections.CloseLan(ref state, number);
        }

        CloseOne(ref lan.Http);
    }

    public static void CloseAll(ref DaemonState state, bool saysGoodbye)
    {
        for (int number = 0; number < Settings.MaxInternalDevices; number++)
        {
            Close(ref state, number, saysGoodbye);
        }
    }

    /// <summary>Takes what arrived at port 1900.</summary>
    public static void TakeSearches(ref DaemonState state, int number, Instant now)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<byte> buffer = stackalloc byte[SsdpSearch.MaxLength + 1];
        for (int taken = 0; taken < MaxDatagrams; taken++)
        {
            int length = Sockets.ReceiveDatagram(sockets[number].Ssdp, buffer, out Datagram datagram);
            if (length < 0)
            {
                return;
            }

            Span<LanLink> links = state.Gateway.Lans;
            bool isMulticast = datagram.Destination.Equals(SsdpMessage.Group);
            if (length > SsdpSearch.MaxLength || datagram.InterfaceIndex != links[number].InterfaceIndex
                || (!isMulticast && !datagram.Destination.Equals(links[number].Address)))
            {
                continue;
            }

            ushort items = SsdpService.Receive(
                ref state.Gateway, ref state.Machine, number, datagram.Source, datagram.SourcePort, isMulticast, buffer.Slice(0, length), now);
            SendResponses(ref state, number, items, datagram.Source, datagram.SourcePort);
        }
    }

    /// <summary>Takes what arrived at port 5351.</summary>
    public static void TakePortControl(ref DaemonState state, int number, Instant now)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<byte> buffer = stackalloc byte[PcpRequest.MaxLength + 4];
        Span<byte> answerBuffer = stackalloc byte[PortControlService.MaxAnswerLength];
        for (int taken = 0; taken < MaxDatagrams; taken++)
        {
            int length = Sockets.ReceiveDatagram(sockets[number].PortControl, buffer, out Datagram datagram);
            if (length < 0)
            {
                return;
            }

            Span<LanLink> links = state.Gateway.Lans;
            if (!links[number].CanBeHost(datagram.Source) || datagram.SourcePort == 0 || !datagram.Destination.Equals(links[number].Address))
            {
                continue;
            }

            ByteWriter answer = new ByteWriter(answerBuffer);
            PortControlService.Receive(
                ref state.Gateway, ref state.Machine, datagram.Source, buffer.Slice(0, Math.Min(length, buffer.Length)), now, ref answer);
            if (answer.Length > 0 && !answer.Failed)
            {
                FlowCleaner.Clean(ref state, now);
                Sockets.SendDatagram(sockets[number].PortControl, answer.Written, datagram.Source, datagram.SourcePort, links[number].Address);
            }
        }
    }

    /// <summary>Sends the answers, advertisements and announcements that are due.</summary>
    public static void SendWhatIsDue(ref DaemonState state, Instant now)
    {
        while (SsdpService.TryTakeDue(ref state.Gateway, ref state.Machine, now, out PendingSearch due))
        {
            SendResponses(ref state, due.Lan, due.Items, due.Source, due.Port);
        }

        if (SsdpService.IsAliveDue(ref state.Gateway, ref state.Machine, now))
        {
            for (int number = 0; number < state.Gateway.Settings.InternalDeviceCount; number++)
            {
                SendAdvertisements(ref state, number, isGoodbye: false);
            }
        }

        if (AnnounceService.IsDue(ref state.Gateway, now))
        {
            for (int number = 0; number < state.Gateway.Settings.InternalDeviceCount; number++)
            {
                SendAnnouncements(ref state, number, now);
            }
        }
    }

    private static void CloseOne(ref int descriptor)
    {
        if (descriptor >= 0)
        {
            Sockets.Close(descriptor);
        }

        descriptor = NoDescriptor;
    }

    private static void Watch(ref DaemonState state, int descriptor, SourceKind kind, int number, ReadOnlySpan<byte> what)
    {
        if (descriptor >= 0)
        {
            EventLoop.Add(state.Loop, descriptor, Libc.EPOLLIN, Daemon.Tag(kind, number));
            return;
        }

        Span<LanLink> links = state.Gateway.Lans;
        ByteWriter line = Log.StartLine(out Log.LineRoom room);
        line.Write("cannot serve "u8);
        line.Write(what);
        line.Write(" on "u8);
        line.Write(DeviceName.AsSpan(in links[number].Device));
        line.Write(": "u8);
        line.Write(Errno.Text(descriptor));
        line.Write(descriptor == -Errno.ADDRINUSE ? "; stop the other program that serves there"u8 : default);
        state.Log.Write(LogLevel.Error, line.Written);
    }

    private static void SendResponses(ref DaemonState state, int number, ushort items, Ipv4Address to, ushort port)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<LanLink> links = state.Gateway.Lans;
        Span<byte> uuid = stackalloc byte[DeviceIdentity.UuidLength];
        Span<byte> buffer = stackalloc byte[SsdpMessage.MaxLength];
        scoped SsdpAdvertisement advertisement = default;
        for (int item = 0; item < SsdpService.AdvertisementCount; item++)
        {
            if ((items & (1 << item)) == 0 || sockets[number].Ssdp < 0)
            {
                continue;
            }

            SsdpService.Fill(in state.Gateway, number, item, uuid, ref advertisement);
            ByteWriter writer = new ByteWriter(buffer);
            SsdpMessage.EmitResponse(ref writer, in advertisement, (ulong)Clock.UnixSeconds());
            Sockets.SendDatagram(sockets[number].Ssdp, writer.Written, to, port, links[number].Address);
        }
    }

    /// <summary>Sends a whole set of ssdp:alive or ssdp:byebye.</summary>
    private static void SendAdvertisements(ref DaemonState state, int number, bool isGoodbye)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<LanLink> links = state.Gateway.Lans;
        if (sockets[number].Ssdp < 0)
        {
            return;
        }

        Span<byte> uuid = stackalloc byte[DeviceIdentity.UuidLength];
        Span<byte> buffer = stackalloc byte[SsdpMessage.MaxLength];
        scoped SsdpAdvertisement advertisement = default;
        for (int item = 0; item < SsdpService.AdvertisementCount; item++)
        {
            SsdpService.Fill(in state.Gateway, number, item, uuid, ref advertisement);
            ByteWriter writer = new ByteWriter(buffer);
            if (isGoodbye)
            {
                SsdpMessage.EmitByebye(ref writer, in advertisement);
            }
            else
            {
                SsdpMessage.EmitAlive(ref writer, in advertisement);
            }

            Sockets.SendDatagram(sockets[number].Ssdp, writer.Written, SsdpMessage.Group, SsdpMessage.Port, links[number].Address);
        }
    }

    /// <summary>
    /// Sends the announcements of both protocols to 224.0.0.1, port 5350 (RFC 6886, section 3.2.1; RFC 6887, section
    /// 14.1.1), and NAT-PMP's to 5351 too, where clients of the first drafts listen.
    /// </summary>
    private static void SendAnnouncements(ref DaemonState state, int number, Instant now)
    {
        Span<LanSockets> sockets = state.Lans;
        Span<LanLink> links = state.Gateway.Lans;
        if (sockets[number].PortControl < 0)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[PortControlService.MaxAnswerLength];
        if (state.Gateway.Settings.UsesNatPmp && state.Gateway.Wan.IsConnected)
        {
            ByteWriter writer = new ByteWriter(buffer);
            NatPmpService.EmitExternalAddress(ref state.Gateway, now, ref writer);
            Sockets.SendDatagram(sockets[number].PortControl, writer.Written, AnnounceService.Group, PortPolicy.AnnouncePort, links[number].Address);
            Sockets.SendDatagram(sockets[number].PortControl, writer.Written, AnnounceService.Group, PortPolicy.ServerPort, links[number].Address);
        }

        if (state.Gateway.Settings.UsesPcp)
        {
            ByteWriter writer = new ByteWriter(buffer);
            PcpReply.EmitAnnounce(ref writer, state.Gateway.EpochSeconds(now));
            Sockets.SendDatagram(sockets[number].PortControl, writer.Written, AnnounceService.Group, PortPolicy.AnnouncePort, links[number].Address);
        }
    }
}
