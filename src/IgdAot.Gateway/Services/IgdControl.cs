using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Soap;

namespace IgdAot.Gateway.Services;

/// <summary>
/// The actions of WANIPConnection:1, WANCommonInterfaceConfig:1 and Layer3Forwarding:1, one method each. An action
/// writes its out-arguments, or returns an error and has changed nothing.
/// </summary>
public static class IgdControl
{
    /// <summary>PortMappingLeaseDuration at most, seconds: a week (WANIPConnection:2, section 2.3.16). AddPortMapping has no way to say that less was granted.</summary>
    private const uint MaxLeaseSeconds = 604800;

    /// <summary>Bytes of an address argument; longer text is no IPv4 address.</summary>
    private const int MaxAddressText = 64;

    /// <summary>Bytes of a description argument that are looked at; what is kept is cut to <see cref="Description.MaxLength"/>.</summary>
    private const int MaxDescriptionText = 1024;

    /// <summary>Carries out an action.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="service">The service that was asked.</param>
    /// <param name="body">The request, whose action and namespace have been compared with SOAPACTION.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="reply">Gets the whole answer, unless an error is returned.</param>
    public static UpnpError Invoke<TMachine>(
        ref GatewayState state, ref TMachine machine, IgdService service, scoped in SoapBodyView body, Ipv4Address client, Instant now, ref ByteWriter reply)
        where TMachine : struct, IMachine
    {
        SoapReply.EmitStart(ref reply, body.Action, IgdNames.ServiceType(service));
        UpnpError error = service switch
        {
            IgdService.Layer3Forwarding => InvokeLayer3Forwarding(ref state, in body, ref reply),
            IgdService.WanCommonInterfaceConfig => InvokeWanCommonInterfaceConfig(ref state, ref machine, in body, ref reply),
            _ => InvokeWanIpConnection(ref state, ref machine, in body, client, now, ref reply),
        };
        SoapReply.EmitEnd(ref reply, body.Action);
        return error;
    }

    private static UpnpError InvokeWanIpConnection<TMachine>(
        ref GatewayState state, ref TMachine machine, scoped in SoapBodyView body, Ipv4Address client, Instant now, ref ByteWriter reply)
        where TMachine : struct, IMachine
    {
        ReadOnlySpan<byte> action = body.Action;
        if (action.SequenceEqual("AddPortMapping"u8))
        {
            return AddPortMapping(ref state, ref machine, in body, client, now);
        }

        // An action of version 2 that clients of version 1 ask for all the same. The description does not promise it.
        if (action.SequenceEqual("AddAnyPortMapping"u8))
        {
            return AddAnyPortMapping(ref state, ref machine, in body, client, now, ref reply);
        }

        if (action.SequenceEqual("DeletePortMapping"u8))
        {
            return DeletePortMapping(ref state, ref machine, in body, client, now);
        }

        if (action.SequenceEqual("GetSpecificPortMappingEntry"u8))
        {
            return GetSpecificPortMappingEntry(ref state, in body, now, ref reply);
        }

        if (action.SequenceEqual("GetGenericPortMappingEntry"u8))
        {
            return GetGenericPortMappingEntry(ref state, in body, now, ref reply);
        }

        if (action.SequenceEqual("GetExternalIPAddress"u8))
        {
            return GetExternalIPAddress(ref state, ref reply);
        }

        if (action.SequenceEqual("GetStatusInfo"u8))
        {
            return GetStatusInfo(ref state, now, ref reply);
        }

        if (action.SequenceEqual("GetNATRSIPStatus"u8))
        {
            SoapReply.EmitArgument(ref reply, "NewRSIPAvailable"u8, false);
            SoapReply.EmitArgument(ref reply, "NewNATEnabled"u8, true);
            return UpnpError.None;
        }

        if (action.SequenceEqual("GetConnectionTypeInfo"u8))
        {
            SoapReply.EmitArgument(ref reply, "NewConnectionType"u8, ConnectionType);
            SoapReply.EmitArgument(ref reply, "NewPossibleConnectionTypes"u8, ConnectionType);
            return UpnpError.None;
        }

        if (action.SequenceEqual("SetConnectionType"u8))
        {
            return SetConnectionType(ref state, in body);
        }

        // The WAN is netifd's to bring up and down, not a client's.
        if (action.SequenceEqual("RequestConnection"u8))
        {
            return state.Wan.IsConnected ? UpnpError.None : UpnpError.ConnectionSetupFailed;
        }

        if (action.SequenceEqual("ForceTermination"u8))
        {
            return state.Wan.IsConnected ? UpnpError.ActionFailed : UpnpError.ConnectionAlreadyTerminated;
        }

        return UpnpError.InvalidAction;
    }

    /// <summary>The one value of ConnectionType and PossibleConnectionTypes (WANIPConnection:1, section 2.2.1).</summary>
    private static ReadOnlySpan<byte> ConnectionType => "IP_Routed"u8;

    /// <summary>WANIPConnection:1, section 2.4.16.</summary>
    private static UpnpError AddPortMapping<TMachine>(
        ref GatewayState state, ref TMachine machine, scoped in SoapBodyView body, Ipv4Address client, Instant now)
        where TMachine : struct, IMachine
    {
        UpnpError error = ReadRequest(ref state, in body, client, now, out Mapping mapping);
        if (error != UpnpError.None)
        {
            return error;
        }

        if (mapping.ExternalPort == 0)
        {
            return UpnpError.WildCardNotPermittedInExternalPort;
        }

        int slot = state.Mappings.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost);
        if (slot != MappingTable.None && !TryTakeOver(in state.Mappings[slot], ref mapping))
        {
            return UpnpError.ConflictInMappingEntry;
        }

        return ErrorMap.ToUpnp(Mapper.Put(ref state, ref machine, ref slot, PortChoice.Shared, ref mapping, now));
    }

    /// <summary>WANIPConnection:2, section 2.5.17: the external port that is asked for, or another one.</summary>
    private static UpnpError AddAnyPortMapping<TMachine>(
        ref GatewayState state, ref TMachine machine, scoped in SoapBodyView body, Ipv4Address client, Instant now, ref ByteWriter reply)
        where TMachine : struct, IMachine
    {
        UpnpError error = ReadRequest(ref state, in body, client, now, out Mapping mapping);
        if (error != UpnpError.None)
        {
            return error;
        }

        int slot = state.Mappings.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost);
        if (slot == MappingTable.None || state.Mappings[slot].InternalPort != mapping.InternalPort || !TryTakeOver(in state.Mappings[slot], ref mapping))
        {
            slot = MappingTable.None;
        }

        error = ErrorMap.ToUpnp(Mapper.Put(ref state, ref machine, ref slot, PortChoice.Any, ref mapping, now));
        SoapReply.EmitArgument(ref reply, "NewReservedPort"u8, mapping.ExternalPort);
        return error;
    }

    /// <summary>The eight arguments of AddPortMapping and AddAnyPortMapping, and whether this client may ask for that.</summary>
    private static UpnpError ReadRequest(ref GatewayState state, scoped in SoapBodyView body, Ipv4Address client, Instant now, out Mapping mapping)
    {
        mapping = default;
        mapping.Origin = MappingOrigin.Upnp;
        UpnpError error = ReadKey(in body, ref mapping);
        if (error != UpnpError.None)
        {
            return error;
        }

        if (!body.TryGetArgument("NewInternalPort"u8, out ReadOnlySpan<byte> internalPort)
            || !SoapValue.TryParseUInt16(internalPort, out mapping.InternalPort) || mapping.InternalPort == 0
            || !body.TryGetArgument("NewEnabled"u8, out ReadOnlySpan<byte> enabled)
            || !SoapValue.TryParseBoolean(enabled, out mapping.IsEnabled)
            || !TryReadInternalClient(in state, in body, client, ref mapping)
            || !TryReadDescription(in body, ref mapping)
            || !TryReadLease(in body, now, ref mapping))
        {
            return UpnpError.InvalidArgs;
        }

        bool isOthers = state.Settings.IsSecure && !mapping.InternalClient.Equals(client);
        return isOthers ? UpnpError.ConflictInMappingEntry : UpnpError.None;
    }

    /// <summary>
    /// Same client and same external port overwrite (WANIPConnection:1, section 2.4.16). What another protocol made
    /// stays that protocol's, and lasts at least as long as it granted; its internal port is not UPnP's to change.
    /// </summary>
    private static bool TryTakeOver(in Mapping existing, ref Mapping mapping)
    {
        if (!existing.InternalClient.Equals(mapping.InternalClient))
        {
            return false;
        }

        if (existing.Origin == MappingOrigin.Upnp)
        {
            return true;
        }

        if (existing.InternalPort != mapping.InternalPort || !mapping.IsEnabled)
        {
            return false;
        }

        mapping.Origin = existing.Origin;
        mapping.Nonce = existing.Nonce;
        mapping.Expiry = Instant.Later(existing.Expiry, mapping.Expiry);
        return true;
    }

    /// <summary>WANIPConnection:1, section 2.4.17.</summary>
    private static UpnpError DeletePortMapping<TMachine>(
        ref GatewayState state, ref TMachine machine, scoped in SoapBodyView body, Ipv4Address client, Instant now)
        where TMachine : struct, IMachine
    {
        UpnpError error = FindEntry(ref state, in body, out int slot);
        if (error != UpnpError.None)
        {
            return error;
        }

        // Another client's entry is hidden from deletion, as 606 would do it in version 2.
        if (state.Settings.IsSecure && !state.Mappings[slot].InternalClient.Equals(client))
        {
            return UpnpError.NoSuchEntryInArray;
        }

        return ErrorMap.ToUpnp(Mapper.Remove(ref state, ref machine, slot, now));
    }

    /// <summary>WANIPConnection:1, section 2.4.15.</summary>
    private static UpnpError GetSpecificPortMappingEntry(ref GatewayState state, scoped in SoapBodyView body, Instant now, ref ByteWriter reply)
    {
        UpnpError error = FindEntry(ref state, in body, out int slot);
        if (error == UpnpError.None)
        {
            EmitEntryRest(ref reply, in state.Mappings[slot], now);
        }

        return error;
    }

    /// <summary>WANIPConnection:1, section 2.4.14.</summary>
    private static UpnpError GetGenericPortMappingEntry(ref GatewayState state, scoped in SoapBodyView body, Instant now, ref ByteWriter reply)
    {
        if (!body.TryGetArgument("NewPortMappingIndex"u8, out ReadOnlySpan<byte> argument)
            || !SoapValue.TryParseUInt16(argument, out ushort index))
        {
            return UpnpError.InvalidArgs;
        }

        if (index >= state.Mappings.Count)
        {
            return UpnpError.SpecifiedArrayIndexInvalid;
        }

        ref readonly Mapping mapping = ref state.Mappings[state.Mappings.SlotAt(index)];
        if (mapping.RemoteHost.IsUnspecified)
        {
            SoapReply.EmitArgument(ref reply, "NewRemoteHost"u8, default(ReadOnlySpan<byte>));
        }
        else
        {
            SoapReply.EmitArgument(ref reply, "NewRemoteHost"u8, mapping.RemoteHost);
        }

        SoapReply.EmitArgument(ref reply, "NewExternalPort"u8, mapping.ExternalPort);
        SoapReply.EmitArgument(ref reply, "NewProtocol"u8, mapping.Protocol == IpProtocol.Tcp ? "TCP"u8 : "UDP"u8);
        EmitEntryRest(ref reply, in mapping, now);
        return UpnpError.None;
    }

    /// <summary>WANIPConnection:1, section 2.4.18. Empty while there is none: some clients take 0.0.0.0 for an address.</summary>
    private static UpnpError GetExternalIPAddress(ref GatewayState state, ref ByteWriter reply)
    {
        if (state.Wan.IsConnected)
        {
            SoapReply.EmitArgument(ref reply, "NewExternalIPAddress"u8, state.Wan.Address);
        }
        else
        {
            SoapReply.EmitArgument(ref reply, "NewExternalIPAddress"u8, default(ReadOnlySpan<byte>));
        }

        return UpnpError.None;
    }

    /// <summary>WANIPConnection:1, section 2.4.9.</summary>
    private static UpnpError GetStatusInfo(ref GatewayState state, Instant now, ref ByteWriter reply)
    {
        bool isConnected = state.Wan.IsConnected;
        ReadOnlySpan<byte> lastError = "ERROR_NONE"u8;
        if (!isConnected)
        {
            lastError = state.Wan.IsRunning ? "ERROR_IP_CONFIGURATION"u8 : "ERROR_NO_CARRIER"u8;
        }

        SoapReply.EmitArgument(ref reply, "NewConnectionStatus"u8, isConnected ? "Connected"u8 : "Disconnected"u8);
        SoapReply.EmitArgument(ref reply, "NewLastConnectionError"u8, lastError);
        SoapReply.EmitArgument(ref reply, "NewUptime"u8, isConnected ? (uint)((now.Milliseconds - state.Wan.Since.Milliseconds) / 1000) : 0);
        return UpnpError.None;
    }

    /// <summary>WANIPConnection:1, section 2.4.1.</summary>
    private static UpnpError SetConnectionType(ref GatewayState state, scoped in SoapBodyView body)
    {
        Span<byte> buffer = stackalloc byte[MaxAddressText];
        if (!body.TryGetArgument("NewConnectionType"u8, out ReadOnlySpan<byte> argument)
            || !SoapValue.TryDecode(argument, buffer, out int length)
            || !buffer.Slice(0, length).SequenceEqual(ConnectionType))
        {
            return UpnpError.InvalidArgs;
        }

        return state.Wan.IsConnected ? UpnpError.InactiveConnectionStateRequired : UpnpError.None;
    }

    /// <summary>WANCommonInterfaceConfig:1, section 2.4.</summary>
    private static UpnpError InvokeWanCommonInterfaceConfig<TMachine>(
        ref GatewayState state, ref TMachine machine, scoped in SoapBodyView body, ref ByteWriter reply)
        where TMachine : struct, IMachine
    {
        ReadOnlySpan<byte> action = body.Action;
        if (action.SequenceEqual("GetCommonLinkProperties"u8))
        {
            uint deviceRate = (uint)Math.Min(state.Wan.BitRate, uint.MaxValue);
            SoapReply.EmitArgument(ref reply, "NewWANAccessType"u8, "Ethernet"u8);
            SoapReply.EmitArgument(ref reply, "NewLayer1UpstreamMaxBitRate"u8, state.Settings.UpstreamBitRate != 0 ? state.Settings.UpstreamBitRate : deviceRate);
            SoapReply.EmitArgument(ref reply, "NewLayer1DownstreamMaxBitRate"u8, state.Settings.DownstreamBitRate != 0 ? state.Settings.DownstreamBitRate : deviceRate);
            SoapReply.EmitArgument(ref reply, "NewPhysicalLinkStatus"u8, state.Wan.IsRunning ? "Up"u8 : "Down"u8);
            return UpnpError.None;
        }

        if (!machine.TryGetTraffic(state.Wan.InterfaceIndex, out LinkTraffic traffic) && action.StartsWith("GetTotal"u8))
        {
            return UpnpError.ActionFailed;
        }

        if (action.SequenceEqual("GetTotalBytesSent"u8))
        {
            return EmitTotal(ref reply, "NewTotalBytesSent"u8, traffic.BytesSent);
        }

        if (action.SequenceEqual("GetTotalBytesReceived"u8))
        {
            return EmitTotal(ref reply, "NewTotalBytesReceived"u8, traffic.BytesReceived);
        }

        if (action.SequenceEqual("GetTotalPacketsSent"u8))
        {
            return EmitTotal(ref reply, "NewTotalPacketsSent"u8, traffic.PacketsSent);
        }

        return action.SequenceEqual("GetTotalPacketsReceived"u8)
            ? EmitTotal(ref reply, "NewTotalPacketsReceived"u8, traffic.PacketsReceived)
            : UpnpError.InvalidAction;
    }

    /// <summary>The totals are ui4 and wrap (WANCommonInterfaceConfig:1, section 2.2.7 and following).</summary>
    private static UpnpError EmitTotal(ref ByteWriter reply, ReadOnlySpan<byte> name, ulong total)
    {
        SoapReply.EmitArgument(ref reply, name, unchecked((uint)total));
        return UpnpError.None;
    }

    /// <summary>Layer3Forwarding:1, section 2.4. There is one connection service, so it can be named but not exchanged.</summary>
    private static UpnpError InvokeLayer3Forwarding(ref GatewayState state, scoped in SoapBodyView body, ref ByteWriter reply)
    {
        Span<byte> ownBuffer = stackalloc byte[128];
        ByteWriter own = new ByteWriter(ownBuffer);
        state.Identity.EmitUniqueDeviceName(ref own, IgdDevice.WanConnection);
        own.Write(":WANConnectionDevice:1,"u8);
        int serviceStart = own.Length;
        own.Write(IgdNames.ServiceId(IgdService.WanIpConnection));
        if (body.Action.SequenceEqual("GetDefaultConnectionService"u8))
        {
            SoapReply.EmitArgument(ref reply, "NewDefaultConnectionService"u8, own.Written);
            return UpnpError.None;
        }

        if (!body.Action.SequenceEqual("SetDefaultConnectionService"u8))
        {
            return UpnpError.InvalidAction;
        }

        Span<byte> buffer = stackalloc byte[256];
        if (!body.TryGetArgument("NewDefaultConnectionService"u8, out ReadOnlySpan<byte> argument)
            || !SoapValue.TryDecode(argument, buffer, out int length))
        {
            return UpnpError.InvalidArgs;
        }

        ReadOnlySpan<byte> asked = buffer.Slice(0, length);
        if (!asked.StartsWith(own.Written.Slice(0, serviceStart)))
        {
            return UpnpError.InvalidDeviceUuid;
        }

        return asked.SequenceEqual(own.Written) ? UpnpError.None : UpnpError.InvalidServiceId;
    }

    private static UpnpError FindEntry(ref GatewayState state, scoped in SoapBodyView body, out int slot)
    {
        Mapping key = default;
        slot = MappingTable.None;
        UpnpError error = ReadKey(in body, ref key);
        if (error != UpnpError.None)
        {
            return error;
        }

        slot = state.Mappings.Find(key.Protocol, key.ExternalPort, key.RemoteHost);
        return slot == MappingTable.None ? UpnpError.NoSuchEntryInArray : UpnpError.None;
    }

    /// <summary>
    /// RemoteHost, ExternalPort and PortMappingProtocol, which name an entry. No remote host, an empty one and "*" mean
    /// any; a name is refused, because nobody's request waits for another one's name server.
    /// </summary>
    private static UpnpError ReadKey(scoped in SoapBodyView body, ref Mapping mapping)
    {
        if (!body.TryGetArgument("NewExternalPort"u8, out ReadOnlySpan<byte> externalPort)
            || !SoapValue.TryParseUInt16(externalPort, out mapping.ExternalPort)
            || !body.TryGetArgument("NewProtocol"u8, out ReadOnlySpan<byte> protocol))
        {
            return UpnpError.InvalidArgs;
        }

        Span<byte> buffer = stackalloc byte[MaxAddressText];
        if (!SoapValue.TryDecode(protocol, buffer, out int length))
        {
            return UpnpError.InvalidArgs;
        }

        if (Ascii.EqualsIgnoreCase(buffer.Slice(0, length), "TCP"u8))
        {
            mapping.Protocol = IpProtocol.Tcp;
        }
        else if (Ascii.EqualsIgnoreCase(buffer.Slice(0, length), "UDP"u8))
        {
            mapping.Protocol = IpProtocol.Udp;
        }
        else
        {
            return UpnpError.InvalidArgs;
        }

        if (!body.TryGetArgument("NewRemoteHost"u8, out ReadOnlySpan<byte> remoteHost))
        {
            return UpnpError.None;
        }

        if (!SoapValue.TryDecode(remoteHost, buffer, out length))
        {
            return UpnpError.InvalidArgs;
        }

        ReadOnlySpan<byte> host = buffer.Slice(0, length);
        bool isAny = host.IsEmpty || host.SequenceEqual("*"u8);
        return isAny || Ipv4Address.TryParse(host, out mapping.RemoteHost) ? UpnpError.None : UpnpError.InvalidArgs;
    }

    /// <summary>A host of a served LAN, whatever secure mode says; the asker where none is named.</summary>
    private static bool TryReadInternalClient(ref readonly GatewayState state, scoped in SoapBodyView body, Ipv4Address client, ref Mapping mapping)
    {
        mapping.InternalClient = client;
        if (body.TryGetArgument("NewInternalClient"u8, out ReadOnlySpan<byte> argument))
        {
            Span<byte> buffer = stackalloc byte[MaxAddressText];
            if (!SoapValue.TryDecode(argument, buffer, out int length)
                || (length > 0 && !Ipv4Address.TryParse(buffer.Slice(0, length), out mapping.InternalClient)))
            {
                return false;
            }
        }

        return GatewayState.LanOf(in state, mapping.InternalClient) >= 0;
    }

    /// <summary>A description that is missing counts as empty; one that is not UTF-8 is refused.</summary>
    private static bool TryReadDescription(scoped in SoapBodyView body, ref Mapping mapping)
    {
        if (!body.TryGetArgument("NewPortMappingDescription"u8, out ReadOnlySpan<byte> argument))
        {
            return true;
        }

        Span<byte> buffer = stackalloc byte[MaxDescriptionText];
        if (!SoapValue.TryDecode(argument, buffer, out int length) || !Utf8.IsValid(buffer.Slice(0, length)))
        {
            return false;
        }

        mapping.Description.Set(buffer.Slice(0, length));
        return true;
    }

    /// <summary>0, and none at all, is a lease without end in version 1 (WANIPConnection:1, section 2.2.19).</summary>
    private static bool TryReadLease(scoped in SoapBodyView body, Instant now, ref Mapping mapping)
    {
        uint seconds = 0;
        if (body.TryGetArgument("NewLeaseDuration"u8, out ReadOnlySpan<byte> argument) && !SoapValue.TryParseUInt32(argument, out seconds))
        {
            return false;
        }

        mapping.Expiry = seconds == 0 ? Instant.Never : now.PlusSeconds(Math.Min(seconds, MaxLeaseSeconds));
        return true;
    }

    /// <summary>The out-arguments that GetGeneric- and GetSpecificPortMappingEntry share.</summary>
    private static void EmitEntryRest(ref ByteWriter reply, in Mapping mapping, Instant now)
    {
        SoapReply.EmitArgument(ref reply, "NewInternalPort"u8, mapping.InternalPort);
        SoapReply.EmitArgument(ref reply, "NewInternalClient"u8, mapping.InternalClient);
        SoapReply.EmitArgument(ref reply, "NewEnabled"u8, mapping.IsEnabled);
        SoapReply.EmitArgument(ref reply, "NewPortMappingDescription"u8, Description.AsSpan(in mapping.Description));
        SoapReply.EmitArgument(ref reply, "NewLeaseDuration"u8, mapping.Expiry.IsNever ? 0 : mapping.Expiry.SecondsFrom(now));
    }
}
