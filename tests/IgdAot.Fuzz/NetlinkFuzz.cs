using System;
using IgdAot.Gateway.Firewall;
using IgdAot.SelfTest;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;

namespace IgdAot.Fuzz;

/// <summary>
/// What a netlink socket gives. The first byte chooses: 0 a datagram of rtnetlink, 1 of nf_tables, 2 of conntrack, 3 one
/// message's payload for every view there is.
/// </summary>
internal static class NetlinkFuzz
{
    private const int MaxBatch = 4096;

    public static void Run(ref FuzzState state, Span<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = input.Slice(1);
        switch (input[0] & 3)
        {
            case 0:
                Describing("netlink-route"u8, bytes);
                break;
            case 1:
                Describing("netlink-nftables"u8, bytes);
                Adopting(ref state, bytes);
                break;
            case 2:
                Describing("netlink-conntrack"u8, bytes);
                break;
            default:
                Viewing(bytes);
                return;
        }

        Walking(bytes);
    }

    /// <summary>Reads every field of every message.</summary>
    private static void Describing(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> bytes)
    {
        Span<byte> buffer = stackalloc byte[Describe.MaxLength];
        ByteWriter output = new ByteWriter(buffer);
        Require.That(Describe.TryRunNetlink(protocol, bytes, ref output), "the protocol is known"u8);
    }

    /// <summary>Each message lies in the datagram, behind the one before, and the walk ends.</summary>
    private static void Walking(ReadOnlySpan<byte> bytes)
    {
        NetlinkReader reader = new NetlinkReader(bytes);
        int length = 0;
        while (reader.Next())
        {
            Require.Inside(reader.Payload, bytes);
            length += NetlinkAbi.NLMSG_HDRLEN + reader.Payload.Length;
            Require.That(length <= bytes.Length, "messages do not overlap"u8);
            Viewing(reader.Payload);
            if (NetlinkErrorView.TryView(in reader, out NetlinkErrorView error) == WireError.None)
            {
                Require.Inside(error.Text, bytes);
            }

            if (NftablesNotificationView.TryView(in reader, out NftablesNotificationView notification) == WireError.None)
            {
                Require.Inside(notification.Table, bytes);
                Require.Inside(notification.Set, bytes);
            }
        }
    }

    /// <summary>Every view over one payload: whoever reads it may have mistaken its type.</summary>
    private static void Viewing(ReadOnlySpan<byte> payload)
    {
        if (LinkView.TryView(payload, out LinkView link) == WireError.None)
        {
            Require.Inside(link.Name, payload);
            Require.Inside(link.HardwareAddress, payload);
            Require.That(!link.Name.IsEmpty && link.Name.IndexOf((byte)0) < 0, "a link has a name"u8);
        }

        if (AddressView.TryView(payload, out AddressView address) == WireError.None)
        {
            Require.Inside(address.Label, payload);
            Require.That(address.PrefixLength <= 32, "a prefix has 32 bits at most"u8);
        }

        if (TableView.TryView(payload, out TableView table) == WireError.None)
        {
            Require.Inside(table.Name, payload);
        }

        if (SetView.TryView(payload, out SetView set) == WireError.None)
        {
            Require.Inside(set.Table, payload);
            Require.Inside(set.Name, payload);
        }

        if (GenerationView.TryView(payload, out GenerationView generation) == WireError.None)
        {
            Require.Inside(generation.ProcessName, payload);
        }

        if (NetlinkErrorView.TryView(payload, NetlinkAbi.NLM_F_ACK_TLVS, out NetlinkErrorView refusal) == WireError.None)
        {
            Require.Inside(refusal.Text, payload);
        }

        if (ConntrackView.TryView(payload, out ConntrackView flow) == WireError.None)
        {
            AgainFlow(in flow);
        }

        SetElementReader elements = new SetElementReader(payload);
        Require.Inside(elements.Table, payload);
        Require.Inside(elements.Set, payload);
        while (elements.Next())
        {
            Require.Inside(elements.Key, payload);
            Require.Inside(elements.Data, payload);
            Require.Inside(elements.UserData, payload);
            if (UserDataReader.TryGetComment(elements.UserData, out ReadOnlySpan<byte> comment))
            {
                Require.Inside(comment, payload);
            }

            AgainElement(in elements);
        }
    }

    /// <summary>An element, written as we write them, reads the same.</summary>
    private static void AgainElement(scoped in SetElementReader element)
    {
        Span<byte> buffer = stackalloc byte[MaxBatch];
        SetElementBatch batch = new SetElementBatch(buffer, "table"u8, NetlinkAbi.NFPROTO_INET, 1);
        batch.Begin();
        batch.Add("set"u8, element.Key, element.Data, element.TimeoutMilliseconds, element.UserData);
        batch.End();
        if (batch.Failed)
        {
            return;
        }

        NetlinkReader reader = new NetlinkReader(batch.Written);
        Require.That(reader.Next() && reader.Next(), "a batch has its change"u8);
        SetElementReader again = new SetElementReader(reader.Payload);
        Require.That(
            again.Next() && again.Key.SequenceEqual(element.Key) && again.Data.SequenceEqual(element.Data)
            && again.UserData.SequenceEqual(element.UserData) && again.TimeoutMilliseconds == element.TimeoutMilliseconds && !again.Next() && !again.Failed,
            "an element reads as it was written"u8);
        Require.That(reader.Next() && !reader.Next() && !reader.Failed, "a batch has its end"u8);
    }

    /// <summary>The deletion of a flow names it.</summary>
    private static void AgainFlow(scoped in ConntrackView flow)
    {
        Span<byte> buffer = stackalloc byte[256];
        NetlinkBuilder builder = new NetlinkBuilder(buffer);
        ConntrackTuple original = flow.Original;
        ConntrackRequest.Delete(ref builder, 1, in original, flow.Id);
        Require.That(!builder.Failed, "a deletion has room"u8);
        NetlinkReader reader = new NetlinkReader(builder.Written);
        Require.That(reader.Next(), "a deletion is a message"u8);
        Require.That(ConntrackView.TryView(reader.Payload, out _) == WireError.Missing && !reader.Next() && !reader.Failed, "a deletion has one tuple"u8);
    }

    /// <summary>Takes over what a dump says, as at a start; then everything is written back.</summary>
    private static void Adopting(ref FuzzState state, ReadOnlySpan<byte> bytes)
    {
        NetlinkReader reader = new NetlinkReader(bytes);
        while (reader.Next())
        {
            SetElementReader elements = new SetElementReader(reader.Payload);
            while (elements.Next())
            {
                if (elements.Set.EndsWith(SetNames.Source))
                {
                    Adoption.TakeSource(ref state.Scenario.Gateway, in elements);
                }
                else if (elements.Set.EndsWith(SetNames.ExternalAddresses))
                {
                    Adoption.TakeExternalAddress(ref state.Scenario.Gateway, in elements, state.Scenario.Now);
                }
                else
                {
                    Adoption.TakeForward(ref state.Scenario.Gateway, in elements, elements.Set.EndsWith(SetNames.ForwardFrom), state.Scenario.Now);
                }
            }
        }

        Require.That(FuzzState.Refill(ref state), "the kernel takes what it once had"u8);
        TableChecks.Run(ref state);
    }
}
