using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using IgdAot.Lab;
using IgdAot.Tests;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>
/// Every prefix and ten thousand seeded mutations of every golden packet, sent by a LAN client to the running daemon.
/// IGDAOT_MUTATIONS asks for another number. A damaged packet may still be a right request, so the table may get
/// entries; but only the sender's, and what another client has stays as it is.
/// </summary>
public sealed class MutationTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const int DefaultMutations = 10000;

    /// <summary>KiB: the table and the buffers of all connections, each page of them touched, and the program.</summary>
    private const int MaxResidentKiB = 4096;

    /// <summary>The longest answer on port 5351 (RFC 6887, section 7, with the padding of section 8.2).</summary>
    private const int MaxPortControlAnswer = 1104;

    private static readonly GatewayOptions s_options = new() { QuotaPerClient = 256, LeaseMin = 120 };
    private static readonly IPEndPoint s_portControl = new(NetworkLab.RouterAddress, NatPmpClient.Port);
    private static readonly IPEndPoint s_search = new(NetworkLab.RouterAddress, SsdpClient.Port);
    private static readonly IPEndPoint s_searchGroup = new(IPAddress.Parse(SsdpClient.Group), SsdpClient.Port);

    private static readonly int s_mutations =
        int.TryParse(Environment.GetEnvironmentVariable("IGDAOT_MUTATIONS"), CultureInfo.InvariantCulture, out int wanted) ? wanted : DefaultMutations;

    private static readonly byte[] s_request = HttpMessage.Get("/no-such-thing");
    private static readonly byte[] s_wellFormedSearch = SsdpClient.Request("192.168.1.1:1900", "upnp:rootdevice", "");

    /// <summary>Answers that came: were there few, the packets would not have got far.</summary>
    private int _answers;

    [LabFact]
    public void No_prefix_or_mutation_of_a_natpmp_or_pcp_packet_harms_the_daemon_or_another_client()
    {
        Watched watched = StartWatched();
        using DatagramBarrage barrage = new(Lab.ClientA, s_portControl, s_portControl, [0, 0], InspectPortControlAnswer);
        foreach (GoldenPacket golden in Packets("natpmp", "pcp"))
        {
            SendAll(barrage, golden);
            watched.AssertUnharmed(golden.Name);
            watched.ClearOfSender();
        }

        Assert.True(watched.Cleared > 0, "no damaged packet got as far as the table");
        Assert.InRange(_answers, s_mutations, int.MaxValue);
    }

    [LabFact]
    public void No_prefix_or_mutation_of_a_search_harms_the_daemon_or_another_client()
    {
        Watched watched = StartWatched();
        using DatagramBarrage unicast = new(Lab.ClientA, s_search, s_search, s_wellFormedSearch, InspectSearchAnswer);
        using DatagramBarrage multicast = new(Lab.ClientA, s_searchGroup, s_search, s_wellFormedSearch, InspectSearchAnswer);
        foreach (GoldenPacket golden in Packets("ssdp"))
        {
            SendAll(unicast, golden);
            SendAll(multicast, golden);
            watched.AssertUnharmed(golden.Name);
        }

        Assert.InRange(_answers, s_mutations, int.MaxValue);
    }

    [LabFact]
    public void No_prefix_or_mutation_of_an_http_request_harms_the_daemon_or_another_client()
    {
        Watched watched = StartWatched();
        using ConnectionBarrage barrage = new(Lab.ClientA, Lab.ClientB);

        // The kernel's table of flows is not what is tried here, and half a million of them do not fit.
        Lab.Nft.Run("table ip untracked { chain in { type filter hook prerouting priority raw; tcp dport 5000 notrack; }; chain out { type filter hook output priority raw; tcp sport 5000 notrack; }; }");
        try
        {
            foreach (GoldenPacket golden in Packets("http", "soap"))
            {
                barrage.Run(Damaged(golden).Select(golden.InHttp), InspectHttpAnswer);

                // The same again on connections that have served a request already.
                barrage.Run(Mutations(golden, golden.Seed + 1, s_mutations / 10).Select(bytes => (byte[])[.. s_request, .. golden.InHttp(bytes)]), InspectSecondHttpAnswer);
                watched.AssertUnharmed(golden.Name);
                watched.ClearOfSender();
            }

            Assert.True(watched.Cleared > 0, "no damaged request got as far as the table");
            Assert.InRange(_answers, s_mutations, int.MaxValue);
        }
        finally
        {
            Lab.Nft.Run("delete table ip untracked");
        }
    }

    [LabFact]
    public void No_random_bytes_on_any_port_harm_the_daemon_or_another_client()
    {
        Watched watched = StartWatched();
        using DatagramBarrage portControl = new(Lab.ClientA, s_portControl, s_portControl, [0, 0], InspectPortControlAnswer);
        using DatagramBarrage search = new(Lab.ClientA, s_search, s_search, s_wellFormedSearch, InspectSearchAnswer);
        using ConnectionBarrage web = new(Lab.ClientA, Lab.ClientB);
        foreach (byte[] bytes in RandomBytes())
        {
            portControl.Send(bytes);
            search.Send(bytes);
        }

        portControl.Finish();
        search.Finish();
        web.Run(RandomBytes(), InspectHttpAnswer);
        watched.AssertUnharmed("random bytes");
    }

    private static IEnumerable<byte[]> RandomBytes()
    {
        Random random = new(1);
        return Enumerable.Range(0, s_mutations).Select(_ =>
        {
            byte[] bytes = new byte[random.Next(1, 1472)];
            random.NextBytes(bytes);
            return bytes;
        });
    }

    private IEnumerable<GoldenPacket> Packets(params string[] folders) =>
        folders.SelectMany(GoldenPacket.All).Select(golden => golden.From(Lab.ClientA.Address));

    private static IEnumerable<byte[]> Damaged(GoldenPacket golden) =>
        Enumerable.Range(0, golden.Bytes.Length + 1).Select(length => golden.Bytes[..length]).Concat(Mutations(golden, golden.Seed, s_mutations));

    private static IEnumerable<byte[]> Mutations(GoldenPacket golden, int seed, int count)
    {
        Random random = new(seed);
        return Enumerable.Range(0, count).Select(_ => Mutation.Of(golden.Bytes, random));
    }

    private static void SendAll(DatagramBarrage barrage, GoldenPacket golden)
    {
        foreach (byte[] packet in Damaged(golden))
        {
            barrage.Send(packet);
        }

        barrage.Finish();
    }

    /// <summary>Version 0 or 2 and the bit that makes it an answer (RFC 6886, section 3.2; RFC 6887, section 7.2).</summary>
    private void InspectPortControlAnswer(byte[] answer)
    {
        _answers++;
        bool isAnswer = answer.Length is >= 4 and <= MaxPortControlAnswer && answer[0] is 0 or 2 && (answer[1] & 0x80) != 0;
        Assert.True(isAnswer, $"no answer of NAT-PMP or PCP: {Convert.ToHexString(answer)}");
    }

    private void InspectSearchAnswer(byte[] answer)
    {
        _answers++;
        Assert.True(answer.AsSpan().StartsWith("HTTP/1.1 200 OK\r\n"u8), $"no answer to a search: {Encoding.Latin1.GetString(answer)}");
    }

    /// <summary>A whole request gets a status; one that is cut off may get none.</summary>
    private void InspectHttpAnswer(byte[] request, ReadOnlyMemory<byte> answer)
    {
        _answers += answer.IsEmpty ? 0 : 1;
        AssertIsAnswer(answer.IsEmpty || answer.Span.StartsWith("HTTP/1.1 "u8), request, answer);
    }

    private static void InspectSecondHttpAnswer(byte[] request, ReadOnlyMemory<byte> answer) =>
        AssertIsAnswer(answer.Span.StartsWith("HTTP/1.1 404 "u8), request, answer);

    private static void AssertIsAnswer(bool condition, byte[] request, ReadOnlyMemory<byte> answer)
    {
        // The text of a failure costs more than the exchange.
        if (!condition)
        {
            Assert.Fail($"{Encoding.Latin1.GetString(request)}\nis answered with {Encoding.Latin1.GetString(answer.Span)}");
        }
    }

    private Watched StartWatched() => new(Lab, Start(s_options));

    /// <summary>The daemon with a mapping of a client that has nothing to do with the damaged packets.</summary>
    private sealed class Watched
    {
        private const int VictimPort = 40404;
        private readonly NetworkLab _lab;
        private readonly GatewayDaemon _daemon;
        private readonly UpnpClient _sender;
        private readonly int _virtualKiB;
        private readonly string _victimBefore;

        public Watched(NetworkLab lab, GatewayDaemon daemon)
        {
            _lab = lab;
            _daemon = daemon;
            AssertSuccess(UpnpClient.Discover(lab.ClientB).AddPortMapping("TCP", VictimPort, 80, description: "not yours"));
            _sender = UpnpClient.Discover(lab.ClientA);
            _virtualKiB = daemon.MemoryKiB("VmSize");
            _victimBefore = Assert.Single(Mappings(), IsVictim);
        }

        /// <summary>How many mappings damaged packets made.</summary>
        public int Cleared { get; private set; }

        public void AssertUnharmed(string after)
        {
            Assert.True(_daemon.IsRunning, $"after {after} it is gone:\n{_daemon.Log}");
            Assert.DoesNotContain("fault", _daemon.Log, StringComparison.Ordinal);
            Assert.True(NatPmpClient.Exchange(_lab.ClientB, [0, 0], milliseconds: 1000) is not null, $"after {after} no answer on port 5351");
            HttpReply reply = HttpExchange.Send(_lab.ClientB, HttpMessage.Server, Encoding.ASCII.GetString(HttpMessage.Harmless()));
            Assert.Equal(200, reply.Status);
            Assert.NotEmpty(SsdpClient.SearchUnicast(_lab.ClientB, NetworkLab.RouterAddress, UpnpClient.Gateway));
            Assert.Equal(_virtualKiB, _daemon.MemoryKiB("VmSize"));
            Assert.InRange(_daemon.MemoryKiB("VmRSS"), 0, MaxResidentKiB);

            string[] mappings = [.. Mappings()];
            Assert.Equal(_victimBefore, Assert.Single(mappings, IsVictim));
            string ofSender = $"-> {_lab.ClientA.Address}:";
            Assert.DoesNotContain(mappings, mapping => !IsVictim(mapping) && !mapping.Contains(ofSender, StringComparison.Ordinal));
        }

        /// <summary>Gives back what damaged packets happened to map, so that the next can map again.</summary>
        public void ClearOfSender()
        {
            foreach (string mapping in Mappings().Where(mapping => !IsVictim(mapping)))
            {
                Cleared++;
                string[] words = mapping.Split(' ');
                AssertSuccess(_sender.DeletePortMapping(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "any" ? "" : words[2]));
            }

            Assert.Single(Mappings());
        }

        private static bool IsVictim(string mapping) => mapping.EndsWith("not yours", StringComparison.Ordinal);

        private IEnumerable<string> Mappings()
        {
            using JsonDocument status = _daemon.StatusJson();
            return [.. status.RootElement.GetProperty("mappings").EnumerateArray().Select(mapping => string.Create(
                CultureInfo.InvariantCulture,
                $"{mapping.GetProperty("protocol")} {mapping.GetProperty("external_port")} {Remote(mapping)} -> {mapping.GetProperty("internal_client")}:{mapping.GetProperty("internal_port")} {mapping.GetProperty("origin")} {mapping.GetProperty("enabled")} {mapping.GetProperty("description")}"))];
        }

        private static string Remote(JsonElement mapping) =>
            mapping.GetProperty("remote_host") is { ValueKind: JsonValueKind.String } host ? host.GetString()! : "any";
    }
}
