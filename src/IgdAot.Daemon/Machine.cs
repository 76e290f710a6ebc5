using System;
using System.Runtime.InteropServices;
using IgdAot.Gateway;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Daemon;

/// <summary>The machine as the gateway sees it: Linux, through two netlink sockets for questions and changes.</summary>
public struct Machine : IMachine
{
    /// <summary>Bytes of the answer about one link: with all its attributes it takes one or two pages.</summary>
    public const int MaxAnswerLength = 8 * 1024;

    /// <summary>Answers read for one question; a dump of thousands of elements has hundreds.</summary>
    private const int MaxAnswers = 4096;

    /// <summary>Where no answer came although one must (errno EIO).</summary>
    private const int NoAnswer = 5;

    /// <summary>The netfilter socket: nf_tables and conntrack.</summary>
    public int Netfilter;

    /// <summary>The rtnetlink socket for questions.</summary>
    public int Route;

    /// <summary>Sockets for <see cref="HoldsPort"/>, opened beforehand; 0 or below for none.</summary>
    private int _tcpProbe;
    private int _udpProbe;

    private uint _routeSequence;
    private ulong _random;

    public readonly int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors)
    {
        errors = default;
        int sent = NetlinkSocket.Send(Netfilter, batch);
        if (sent < 0)
        {
            errors.Other = -sent;
            return -sent;
        }

        return Await(firstSequence, lastSequence, out errors);
    }

    /// <summary>
    /// Reads answers up to that of <paramref name="lastSequence"/>. The kernel has carried the request out when send
    /// returns, so they are waiting. The last one's errno 0 says nothing of those before it.
    /// </summary>
    private readonly int Await(uint firstSequence, uint lastSequence, out BatchErrors errors)
    {
        errors = default;
        int first = 0;
        Span<byte> buffer = stackalloc byte[2048];
        for (int answers = 0; answers < MaxAnswers; answers++)
        {
            int length = NetlinkSocket.Receive(Netfilter, buffer);
            if (length < 0)
            {
                // A batch that was refused as a whole has no answer for its last message.
                first = first != 0 ? first : length == -Errno.AGAIN ? NoAnswer : -length;
                errors.Other = errors.Absent == 0 && errors.Other == 0 ? first : errors.Other;
                return first;
            }

            NetlinkReader reader = new NetlinkReader(buffer.Slice(0, length));
            while (reader.Next())
            {
                if (reader.Sequence - firstSequence > lastSequence - firstSequence
                    || NetlinkErrorView.TryView(in reader, out NetlinkErrorView error) != WireError.None)
                {
                    continue;
                }

                if (error.ErrorNumber != 0)
                {
                    // A refusal of the batch as a whole comes under the number of its first message.
                    errors.Note(reader.Sequence - firstSequence - 1, error.ErrorNumber);
                    first = first == 0 ? error.ErrorNumber : first;
                }

                if (reader.Sequence == lastSequence)
                {
                    return first;
                }
            }
        }

        return NoAnswer;
    }

    /// <summary>Sends one request that is acknowledged and waits for that; 0 or the errno, positive.</summary>
    public readonly int Ask(ReadOnlySpan<byte> request, uint sequence)
    {
        int sent = NetlinkSocket.Send(Netfilter, request);
        return sent < 0 ? -sent : Await(sequence, sequence, out _);
    }

    public bool HoldsPort(IpProtocol protocol, ushort port)
    {
        bool isTcp = protocol == IpProtocol.Tcp;
        ref int probe = ref isTcp ? ref _tcpProbe : ref _udpProbe;
        int fd = probe > 0 ? probe : PortProbe.Open(isTcp);
        probe = 0;
        bool isHeld = PortProbe.IsHeld(fd, port) == 1;
        Sockets.Close(fd);
        return isHeld;
    }

    /// <summary>Opens what the next question wants, when nobody waits for an answer.</summary>
    public void PrepareProbes()
    {
        _tcpProbe = _tcpProbe > 0 ? _tcpProbe : PortProbe.Open(isTcp: true);
        _udpProbe = _udpProbe > 0 ? _udpProbe : PortProbe.Open(isTcp: false);
    }

    public bool TryGetTraffic(int interfaceIndex, out LinkTraffic traffic)
    {
        traffic = default;
        Span<byte> request = stackalloc byte[128];
        NetlinkBuilder builder = new NetlinkBuilder(request);
        RouteRequest.GetLink(ref builder, ++_routeSequence, interfaceIndex);
        Span<byte> buffer = stackalloc byte[MaxAnswerLength];
        if (interfaceIndex == 0 || NetlinkSocket.Send(Route, builder.Written) < 0)
        {
            return false;
        }

        int length = NetlinkSocket.Receive(Route, buffer);
        NetlinkReader reader = new NetlinkReader(buffer.Slice(0, Math.Clamp(length, 0, buffer.Length)));
        while (reader.Next())
        {
            if (reader.Type == NetlinkAbi.RTM_NEWLINK && reader.Sequence == _routeSequence
                && LinkView.TryView(reader.Payload, out LinkView link) == WireError.None && link.HasStatistics)
            {
                traffic.BytesReceived = link.ReceivedBytes;
                traffic.BytesSent = link.SentBytes;
                traffic.PacketsReceived = link.ReceivedPackets;
                traffic.PacketsSent = link.SentPackets;
                return true;
            }
        }

        return false;
    }

    /// <summary>xorshift64, seeded by the kernel and mixed with it again now and then: ports and delays, no secrets.</summary>
    public uint NextRandom()
    {
        if (_random == 0)
        {
            Span<byte> seed = stackalloc byte[sizeof(ulong)];
            RandomBytes.Fill(seed);
            _random = MemoryMarshal.Read<ulong>(seed) | 1;
        }

        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (uint)(_random >> 16);
    }

    /// <summary>The number for another question to rtnetlink.</summary>
    public uint NextRouteSequence() => ++_routeSequence;
}
