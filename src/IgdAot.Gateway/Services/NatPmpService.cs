using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;

namespace IgdAot.Gateway.Services;

/// <summary>NAT-PMP. Read RFC 6886, section 3, first.</summary>
public static class NatPmpService
{
    /// <summary>Takes a datagram for port 5351; an empty answer is silence.</summary>
    public static void Receive<TMachine>(
        ref GatewayState state, ref TMachine machine, Ipv4Address client, ReadOnlySpan<byte> datagram, Instant now, ref ByteWriter answer)
        where TMachine : struct, IMachine
    {
        switch (NatPmpRequest.TryParse(datagram, out NatPmpRequest request))
        {
            case WireError.None:
                break;
            case WireError.BadVersion:
                NatPmpReply.EmitUnsupportedVersion(ref answer, state.EpochSeconds(now));
                return;
            case WireError.Unsupported:
                NatPmpReply.EmitUnsupportedOpcode(ref answer, datagram.Slice(0, Math.Min(datagram.Length, answer.Remaining)));
                return;
            default:
                return;
        }

        if (request.Opcode == NatPmpOpcode.ExternalAddress)
        {
            EmitExternalAddress(ref state, now, ref answer);
            return;
        }

        NatPmpResultCode result;
        ushort externalPort = 0;
        uint lifetime = 0;
        if (request.LifetimeSeconds == 0)
        {
            result = Delete(ref state, ref machine, in request, client, now);
        }
        else
        {
            result = Map(ref state, ref machine, in request, client, now, out externalPort, out lifetime);
        }

        NatPmpReply.EmitMapping(ref answer, request.Opcode, result, state.EpochSeconds(now), request.InternalPort, externalPort, lifetime);
    }

    /// <summary>The external address, as answer or announcement; without one 0.0.0.0 and result 3 (RFC 6886, sections 3.2 and 3.5).</summary>
    public static void EmitExternalAddress(ref GatewayState state, Instant now, ref ByteWriter answer)
    {
        NatPmpResultCode result = state.Wan.IsConnected ? NatPmpResultCode.Success : NatPmpResultCode.NetworkFailure;
        NatPmpReply.EmitExternalAddress(ref answer, result, state.EpochSeconds(now), state.Wan.IsConnected ? state.Wan.Address : default);
    }

    private static IpProtocol ProtocolOf(NatPmpOpcode opcode) => opcode == NatPmpOpcode.MapTcp ? IpProtocol.Tcp : IpProtocol.Udp;

    /// <summary>RFC 6886, section 3.3.</summary>
    private static NatPmpResultCode Map<TMachine>(
        ref GatewayState state, ref TMachine machine, in NatPmpRequest request, Ipv4Address client, Instant now, out ushort externalPort, out uint lifetime)
        where TMachine : struct, IMachine
    {
        externalPort = 0;
        lifetime = 0;
        if (request.InternalPort == 0)
        {
            return NatPmpResultCode.NotAuthorized;
        }

        // Never more than asked for: RFC 6886, section 3.3.
        uint granted = Math.Min(request.LifetimeSeconds, state.Settings.LeaseMaxSeconds);
        IpProtocol protocol = ProtocolOf(request.Opcode);
        int slot = PortControlService.FindShared(in state.Mappings, protocol, client, request.InternalPort, MappingOrigin.NatPmp);
        Mapping mapping = default;
        if (slot != MappingTable.None)
        {
            mapping = state.Mappings[slot];
            Instant expiry = now.PlusSeconds(granted);
            mapping.Expiry = mapping.Origin == MappingOrigin.NatPmp ? expiry : Instant.Later(mapping.Expiry, expiry);
        }
        else
        {
            mapping.Protocol = protocol;
            mapping.InternalClient = client;
            mapping.InternalPort = request.InternalPort;
            mapping.Origin = MappingOrigin.NatPmp;
            mapping.IsEnabled = true;
            mapping.Expiry = now.PlusSeconds(granted);
            mapping.ExternalPort = request.SuggestedExternalPort;
        }

        MappingOutcome outcome = Mapper.Put(ref state, ref machine, ref slot, PortChoice.Any, ref mapping, now);
        if (outcome == MappingOutcome.Done)
        {
            externalPort = mapping.ExternalPort;
            lifetime = granted;
        }

        return ErrorMap.ToNatPmp(outcome);
    }

    /// <summary>RFC 6886, section 3.4. What is not there is deleted already; what another protocol made is not NAT-PMP's to delete.</summary>
    private static NatPmpResultCode Delete<TMachine>(
        ref GatewayState state, ref TMachine machine, in NatPmpRequest request, Ipv4Address client, Instant now)
        where TMachine : struct, IMachine
    {
        IpProtocol protocol = ProtocolOf(request.Opcode);
        if (request.InternalPort == 0 && request.SuggestedExternalPort == 0)
        {
            return DeleteAll(ref state, ref machine, protocol, client, now);
        }

        int slot = PortControlService.FindShared(in state.Mappings, protocol, client, request.InternalPort, MappingOrigin.NatPmp);
        if (slot == MappingTable.None)
        {
            return NatPmpResultCode.Success;
        }

        return state.Mappings[slot].Origin == MappingOrigin.NatPmp
            ? ErrorMap.ToNatPmp(Mapper.Remove(ref state, ref machine, slot, now))
            : NatPmpResultCode.NotAuthorized;
    }

    /// <summary>All of one protocol that the client has; as many as can be (RFC 6886, section 3.4).</summary>
    private static NatPmpResultCode DeleteAll<TMachine>(
        ref GatewayState state, ref TMachine machine, IpProtocol protocol, Ipv4Address client, Instant now)
        where TMachine : struct, IMachine
    {
        NatPmpResultCode result = NatPmpResultCode.Success;
        for (int i = state.Mappings.Count - 1; i >= 0; i--)
        {
            int slot = state.Mappings.SlotAt(i);
            ref readonly Mapping mapping = ref state.Mappings[slot];
            if (mapping.Protocol != protocol || !mapping.InternalClient.Equals(client))
            {
                continue;
            }

            if (mapping.Origin != MappingOrigin.NatPmp)
            {
                result = result == NatPmpResultCode.Success ? NatPmpResultCode.NotAuthorized : result;
                continue;
            }

            MappingOutcome outcome = Mapper.Remove(ref state, ref machine, slot, now);
            if (outcome != MappingOutcome.Done)
            {
                result = ErrorMap.ToNatPmp(outcome);
            }
        }

        return result;
    }
}
