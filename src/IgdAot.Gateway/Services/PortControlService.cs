using System;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.NatPmp;
using IgdAot.Wire.Pcp;

namespace IgdAot.Gateway.Services;

/// <summary>
/// UDP port 5351, which NAT-PMP and PCP share: the first byte says whose a datagram is (RFC 6887, section 9 and
/// appendix A).
/// </summary>
public static class PortControlService
{
    /// <summary>Bytes of the longest answer.</summary>
    public const int MaxAnswerLength = PcpRequest.MaxLength + 4;

    /// <summary>Takes a datagram of a client on a served LAN; an empty answer is silence.</summary>
    public static void Receive<TMachine>(
        ref GatewayState state, ref TMachine machine, Ipv4Address source, ReadOnlySpan<byte> datagram, Instant now, ref ByteWriter answer)
        where TMachine : struct, IMachine
    {
        if (datagram.Length < NatPmpRequest.MinLength || GatewayState.LanOf(in state, source) < 0)
        {
            return;
        }

        bool isNatPmp = datagram[0] == NatPmpRequest.Version;
        if (isNatPmp ? state.Settings.UsesNatPmp : !state.Settings.UsesPcp)
        {
            NatPmpService.Receive(ref state, ref machine, source, datagram, now, ref answer);
        }
        else
        {
            PcpService.Receive(ref state, ref machine, source, datagram, now, ref answer);
        }
    }

    /// <summary>
    /// The mapping of an internal endpoint that NAT-PMP and PCP mean: one for any remote host, that forwards; the
    /// protocol's own where there is one, else the oldest. One internal port so has one answer, whoever asks.
    /// </summary>
    internal static int FindShared(in MappingTable table, IpProtocol protocol, Ipv4Address client, ushort internalPort, MappingOrigin origin)
    {
        int found = MappingTable.None;
        for (int slot = table.FirstOnInternal(protocol, client, internalPort); slot != MappingTable.None; slot = table.NextOnInternal(slot))
        {
            ref readonly Mapping mapping = ref table[slot];
            if (!mapping.IsEnabled || !mapping.RemoteHost.IsUnspecified)
            {
                continue;
            }

            bool isBetter = found == MappingTable.None
                || (mapping.Origin == origin && table[found].Origin != origin)
                || (mapping.Origin == origin == (table[found].Origin == origin) && mapping.Sequence < table[found].Sequence);
            found = isBetter ? slot : found;
        }

        return found;
    }
}
