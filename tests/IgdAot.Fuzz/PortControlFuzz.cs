using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Services;
using IgdAot.SelfTest;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;

namespace IgdAot.Fuzz;

/// <summary>
/// Datagrams to port 5351. In front of each stand a byte of choices and its length in two bytes, in network order; the
/// last may be cut. Choices, from the lowest bit: two bits for the client, one to let an hour go by first, one to put the
/// client's address where PCP has it.
/// </summary>
internal static class PortControlFuzz
{
    /// <summary>Where PCP has the client's address (RFC 6887, section 7.1).</summary>
    private const int PcpClientOffset = 8;

    private const uint HourSeconds = 3600;

    public static void Run(ref FuzzState state, Span<byte> input)
    {
        while (input.Length >= 3)
        {
            byte choices = input[0];
            int length = Math.Min((input[1] << 8) | input[2], input.Length - 3);
            Span<byte> datagram = input.Slice(3, length);
            input = input.Slice(3 + length);
            state.Scenario.Client = new Ipv4Address(FuzzState.FirstClient.Value + (choices & 3u));
            if ((choices & 8) != 0 && length >= PcpRequest.HeaderLength)
            {
                ByteWriter address = new ByteWriter(datagram.Slice(PcpClientOffset, Ipv4MappedAddress.Length));
                Ipv4MappedAddress.Emit(ref address, state.Scenario.Client);
            }

            if ((choices & 4) != 0)
            {
                state.Scenario.Now = state.Scenario.Now.PlusSeconds(HourSeconds);
                Mapper.Expire(ref state.Scenario.Gateway, ref state.Scenario.Machine, state.Scenario.Now);
            }

            ParseNatPmp(datagram);
            ParsePcp(datagram, state.Scenario.Client);
            Send(ref state, datagram);
        }
    }

    private static void Send(ref FuzzState state, ReadOnlySpan<byte> datagram)
    {
        Span<byte> buffer = stackalloc byte[PortControlService.MaxAnswerLength];
        ByteWriter answer = new ByteWriter(buffer);
        ulong next = state.Scenario.Gateway.Mappings.NextSequence;
        PortControlService.Receive(
            ref state.Scenario.Gateway, ref state.Scenario.Machine, state.Scenario.Client, datagram, state.Scenario.Now, ref answer);
        Require.That(!answer.Failed, "an answer has room"u8);
        if (answer.Length > 0)
        {
            AnswerChecks.PortControl(answer.Written);
        }

        TableChecks.Run(ref state);
        RequestFuzz.CheckAdded(ref state, next);
    }

    private static void ParseNatPmp(ReadOnlySpan<byte> datagram)
    {
        if (NatPmpRequest.TryParse(datagram, out NatPmpRequest request) != WireError.None || request.Opcode == NatPmpOpcode.ExternalAddress)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[NatPmpRequest.MappingLength];
        ByteWriter writer = new ByteWriter(buffer);
        writer.WriteByte(NatPmpRequest.Version);
        writer.WriteByte((byte)request.Opcode);
        writer.WriteUInt16(0);
        writer.WriteUInt16(request.InternalPort);
        writer.WriteUInt16(request.SuggestedExternalPort);
        writer.WriteUInt32(request.LifetimeSeconds);
        Require.That(
            NatPmpRequest.TryParse(writer.Written, out NatPmpRequest again) == WireError.None && again.Opcode == request.Opcode
            && again.InternalPort == request.InternalPort && again.SuggestedExternalPort == request.SuggestedExternalPort
            && again.LifetimeSeconds == request.LifetimeSeconds,
            "a request of NAT-PMP reads as it was written"u8);
    }

    private static void ParsePcp(ReadOnlySpan<byte> datagram, Ipv4Address client)
    {
        if (PcpRequest.TryParse(datagram, client, out PcpRequest request) != PcpVerdict.Ok)
        {
            return;
        }

        Require.Inside(request.ClientAddress, datagram);
        Require.Inside(request.SuggestedExternalAddress, datagram);
        Require.Inside(request.Description, datagram);
        if (request.Opcode != PcpOpcode.Map)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[PcpRequest.MaxLength];
        ByteWriter writer = new ByteWriter(buffer);
        ScenarioRequest.EmitPcpHeader(ref writer, PcpOpcode.Map, request.LifetimeSeconds, client);
        request.Nonce.CopyTo(writer.Reserve(PcpNonce.Length));
        writer.WriteByte(request.Protocol);
        writer.WriteZeros(3);
        writer.WriteUInt16(request.InternalPort);
        writer.WriteUInt16(request.SuggestedExternalPort);
        writer.Write(request.SuggestedExternalAddress);
        if (request.PrefersFailure)
        {
            writer.WriteByte((byte)PcpOptionCode.PreferFailure);
            writer.WriteZeros(3);
        }

        if (request.HasDescription)
        {
            writer.WriteByte((byte)PcpOptionCode.Description);
            writer.WriteByte(0);
            writer.WriteUInt16((ushort)request.Description.Length);
            writer.Write(request.Description);
            writer.WriteZeros((4 - (request.Description.Length & 3)) & 3);
        }

        Require.That(
            !writer.Failed && PcpRequest.TryParse(writer.Written, client, out PcpRequest again) == PcpVerdict.Ok
            && again.LifetimeSeconds == request.LifetimeSeconds && again.Nonce.Equals(request.Nonce) && again.Protocol == request.Protocol
            && again.InternalPort == request.InternalPort && again.SuggestedExternalPort == request.SuggestedExternalPort
            && again.SuggestedExternalAddress.SequenceEqual(request.SuggestedExternalAddress) && again.PrefersFailure == request.PrefersFailure
            && again.HasDescription == request.HasDescription && again.Description.SequenceEqual(request.Description),
            "a request of PCP reads as it was written"u8);
    }
}
