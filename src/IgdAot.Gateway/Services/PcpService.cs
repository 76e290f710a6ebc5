using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Pcp;

namespace IgdAot.Gateway.Services;

/// <summary>PCP, opcodes ANNOUNCE and MAP for IPv4. Read RFC 6887, sections 8.2, 11.3, 13.2, 14.1 and 15, first.</summary>
public static class PcpService
{
    /// <summary>Takes a datagram for port 5351; an empty answer is silence.</summary>
    public static void Receive<TMachine>(
        ref GatewayState state, ref TMachine machine, Ipv4Address client, ReadOnlySpan<byte> datagram, Instant now, ref ByteWriter answer)
        where TMachine : struct, IMachine
    {
        uint epochSeconds = state.EpochSeconds(now);
        PcpVerdict verdict = PcpRequest.TryParse(datagram, client, out PcpRequest request);
        if (verdict == PcpVerdict.Drop)
        {
            return;
        }

        PcpResultCode result = request.Result;
        uint errorLifetime = PcpErrorLifetime.Of(result);
        if (verdict == PcpVerdict.Ok)
        {
            if (request.Opcode == PcpOpcode.Announce)
            {
                PcpReply.EmitAnnounce(ref answer, epochSeconds);
                return;
            }

            result = Map(ref state, ref machine, in request, client, now, ref answer, out errorLifetime);
            if (result == PcpResultCode.Success)
            {
                return;
            }

            errorLifetime = errorLifetime != 0 ? errorLifetime : PcpErrorLifetime.Of(result);
        }

        PcpReply.EmitError(ref answer, datagram, result, errorLifetime, epochSeconds);
    }

    /// <summary>
    /// RFC 6887, sections 11.3 and 15. A mapping is known by its internal endpoint; its nonce says whether the asker
    /// made it.
    /// </summary>
    private static PcpResultCode Map<TMachine>(
        ref GatewayState state,
        ref TMachine machine,
        scoped in PcpRequest request,
        Ipv4Address client,
        Instant now,
        ref ByteWriter answer,
        out uint errorLifetime)
        where TMachine : struct, IMachine
    {
        errorLifetime = 0;

        // Mappings of all protocols are not served, nor of all ports; deleting one that cannot be there succeeds.
        IpProtocol protocol = (IpProtocol)request.Protocol;
        bool isServed = protocol is IpProtocol.Tcp or IpProtocol.Udp && request.InternalPort != 0;
        if (request.LifetimeSeconds == 0)
        {
            return Delete(ref state, ref machine, in request, isServed, client, now, ref answer, out errorLifetime);
        }

        if (!isServed)
        {
            return PcpResultCode.UnsupportedProtocol;
        }

        if (!state.Wan.IsConnected)
        {
            return PcpResultCode.NetworkFailure;
        }

        bool wantsOtherAddress = request.PrefersFailure
            && !(Ipv4MappedAddress.TryRead(request.SuggestedExternalAddress, out Ipv4Address suggested)
                && (suggested.IsUnspecified || suggested.Equals(state.Wan.Address)))
            && !IsUnspecified(request.SuggestedExternalAddress);
        if (wantsOtherAddress)
        {
            return PcpResultCode.CannotProvideExternal;
        }

        uint granted = Math.Min(Math.Max(request.LifetimeSeconds, state.Settings.LeaseMinSeconds), state.Settings.LeaseMaxSeconds);
        int slot = PortControlService.FindShared(in state.Mappings, protocol, client, request.InternalPort, MappingOrigin.Pcp);
        Mapping mapping = default;
        if (slot != MappingTable.None)
        {
            mapping = state.Mappings[slot];
            if (mapping.Origin == MappingOrigin.Pcp && !mapping.Nonce.Equals(request.Nonce))
            {
                errorLifetime = mapping.Expiry.SecondsFrom(now);
                return PcpResultCode.NotAuthorized;
            }

            if (request.PrefersFailure && request.SuggestedExternalPort != mapping.ExternalPort)
            {
                return PcpResultCode.CannotProvideExternal;
            }

            Instant expiry = now.PlusSeconds(granted);
            mapping.Expiry = mapping.Origin == MappingOrigin.Pcp ? expiry : Instant.Later(mapping.Expiry, expiry);
        }
        else
        {
            mapping.Protocol = protocol;
            mapping.InternalClient = client;
            mapping.InternalPort = request.InternalPort;
            mapping.Origin = MappingOrigin.Pcp;
            mapping.Nonce = request.Nonce;
            mapping.IsEnabled = true;
            mapping.Expiry = now.PlusSeconds(granted);
            mapping.ExternalPort = request.SuggestedExternalPort;
        }

        if (request.HasDescription)
        {
            mapping.Description.Set(request.Description);
        }

        // A suggestion is taken where it can be; with PREFER_FAILURE it is that or nothing (RFC 6887, section 13.2).
        PortChoice choice = request.PrefersFailure ? PortChoice.Exact : PortChoice.Any;
        MappingOutcome outcome = Mapper.Put(ref state, ref machine, ref slot, choice, ref mapping, now);
        if (outcome != MappingOutcome.Done)
        {
            return ErrorMap.ToPcp(outcome);
        }

        Span<byte> external = stackalloc byte[Ipv4MappedAddress.Length];
        ByteWriter externalWriter = new ByteWriter(external);
        Ipv4MappedAddress.Emit(ref externalWriter, state.Wan.Address);
        PcpReply.EmitMap(
            ref answer, in request, granted, state.EpochSeconds(now), mapping.ExternalPort, external, Description.AsSpan(in mapping.Description));
        return PcpResultCode.Success;
    }

    /// <summary>True for the all-zero address, by which a client says that it has no wish.</summary>
    private static bool IsUnspecified(ReadOnlySpan<byte> address)
    {
        byte bits = 0;
        foreach (byte value in address)
        {
            bits |= value;
        }

        return bits == 0;
    }

    /// <summary>RFC 6887, section 15.1.</summary>
    private static PcpResultCode Delete<TMachine>(
        ref GatewayState state,
        ref TMachine machine,
        scoped in PcpRequest request,
        bool canExist,
        Ipv4Address client,
        Instant now,
        ref ByteWriter answer,
        out uint errorLifetime)
        where TMachine : struct, IMachine
    {
        errorLifetime = 0;
        int slot = canExist
            ? PortControlService.FindShared(in state.Mappings, (IpProtocol)request.Protocol, client, request.InternalPort, MappingOrigin.Pcp)
            : MappingTable.None;
        if (slot != MappingTable.None)
        {
            ref readonly Mapping mapping = ref state.Mappings[slot];
            if (mapping.Origin != MappingOrigin.Pcp || !mapping.Nonce.Equals(request.Nonce))
            {
                errorLifetime = mapping.Expiry.SecondsFrom(now);
                return PcpResultCode.NotAuthorized;
            }

            MappingOutcome outcome = Mapper.Remove(ref state, ref machine, slot, now);
            if (outcome != MappingOutcome.Done)
            {
                return ErrorMap.ToPcp(outcome);
            }
        }

        PcpReply.EmitMap(
            ref answer, in request, 0, state.EpochSeconds(now), request.SuggestedExternalPort, request.SuggestedExternalAddress, default);
        return PcpResultCode.Success;
    }
}
