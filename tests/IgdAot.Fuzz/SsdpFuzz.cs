using System;
using IgdAot.Gateway.Services;
using IgdAot.Gateway.Time;
using IgdAot.SelfTest;
using IgdAot.Wire;
using IgdAot.Wire.Ssdp;

namespace IgdAot.Fuzz;

/// <summary>A datagram to port 1900.</summary>
internal static class SsdpFuzz
{
    private const ushort SearchPort = 50000;

    /// <summary>2026-01-01, 00:00:00 UTC.</summary>
    private const ulong UnixSeconds = 1767225600;

    public static void Run(ref FuzzState state, ReadOnlySpan<byte> input)
    {
        if (SsdpSearch.TryParse(input, out SsdpSearchView search) == WireError.None)
        {
            Require.Inside(search.SearchTarget, input);
            Require.That(!search.SearchTarget.IsEmpty && search.MxSeconds <= SsdpSearch.MaxMxSeconds, "a search has a target"u8);
            Again(in search);
        }

        ushort items = SsdpService.Receive(
            ref state.Scenario.Gateway, ref state.Scenario.Machine, 0, state.Scenario.Client, SearchPort, isMulticast: false, input, state.Scenario.Now);
        Answer(ref state, items);

        Instant start = state.Scenario.Now;
        Require.That(
            SsdpService.Receive(
                ref state.Scenario.Gateway, ref state.Scenario.Machine, 0, state.Scenario.Client, SearchPort, isMulticast: true, input, start) == 0,
            "a multicast search waits"u8);
        ushort later = 0;
        for (int wakes = 0; ; wakes++)
        {
            while (SsdpService.TryTakeDue(ref state.Scenario.Gateway, ref state.Scenario.Machine, state.Scenario.Now, out PendingSearch due))
            {
                Require.That((later & due.Items) == 0, "no answer is given twice"u8);
                later |= due.Items;
                Answer(ref state, due.Items);
            }

            Instant next = SsdpService.NextDeadline(ref state.Scenario.Gateway);
            if (next.IsNever)
            {
                break;
            }

            Require.That(next > state.Scenario.Now && wakes < SsdpService.AdvertisementCount, "what is due is taken"u8);
            state.Scenario.Now = next;
        }

        Require.That(later == 0 || later == items, "both kinds of search find the same"u8);
        Require.That(state.Scenario.Now <= start.PlusSeconds(SsdpSearch.MaxMxSeconds), "answers come within MX"u8);
    }

    /// <summary>The search, written as we would send it, reads the same.</summary>
    private static void Again(scoped in SsdpSearchView search)
    {
        Span<byte> buffer = stackalloc byte[SsdpSearch.MaxLength + 128];
        ByteWriter writer = new ByteWriter(buffer);
        writer.Write("M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\nMX: "u8);
        writer.WriteDecimal(search.MxSeconds);
        writer.Write("\r\nST: "u8);
        writer.Write(search.SearchTarget);
        writer.Write("\r\n\r\n"u8);
        if (writer.Length <= SsdpSearch.MaxLength)
        {
            Require.That(
                SsdpSearch.TryParse(writer.Written, out SsdpSearchView again) == WireError.None
                && again.MxSeconds == search.MxSeconds && again.SearchTarget.SequenceEqual(search.SearchTarget),
                "a search reads as it was written"u8);
        }

        if (SsdpTarget.TryParse(search.SearchTarget, out SsdpTarget target) == WireError.None)
        {
            Require.Inside(target.Uuid, search.SearchTarget);
            Require.Inside(target.Type.Name, search.SearchTarget);
            Require.Inside(target.Type.Domain, search.SearchTarget);
        }
    }

    private static void Answer(ref FuzzState state, ushort items)
    {
        Require.That(items < 1 << SsdpService.AdvertisementCount, "only what there is is advertised"u8);
        Span<byte> uuid = stackalloc byte[DeviceIdentity.UuidLength];
        Span<byte> buffer = stackalloc byte[SsdpMessage.MaxLength];
        scoped SsdpAdvertisement advertisement = default;
        for (int item = 0; item < SsdpService.AdvertisementCount; item++)
        {
            if ((items & (1 << item)) != 0)
            {
                SsdpService.Fill(in state.Scenario.Gateway, 0, item, uuid, ref advertisement);
                ByteWriter writer = new ByteWriter(buffer);
                SsdpMessage.EmitResponse(ref writer, in advertisement, UnixSeconds);
                Require.That(!writer.Failed, "an answer has room"u8);
                AnswerChecks.Ssdp(writer.Written);
            }
        }
    }
}
