using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using IgdAot.Gateway;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Gateway.Firewall;

/// <summary>
/// Whatever is done to mappings, the kernel's sets hold what the table says: worked out here from the list of mappings
/// alone, as the design has it.
/// </summary>
public class ElementPlanTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    public void ElementPlan_keeps_the_kernel_and_the_table_the_same(int seed, bool updatesTimeouts)
    {
        using TestGateway gateway = new(24);
        KernelSets sets = new() { UpdatesTimeouts = updatesTimeouts };
        TestKernel machine = new(sets);
        gateway.State.Firewall.CanUpdateTimeouts = updatesTimeouts;
        Random random = new(seed);
        Instant now = new(1_000_000);
        for (int step = 0; step < 4000; step++)
        {
            sets.Now = now;
            switch (random.Next(10))
            {
                case < 6:
                    Put(gateway, ref machine, random, now);
                    break;
                case < 8 when gateway.State.Mappings.Count > 0:
                    int slot = gateway.State.Mappings.SlotAt(random.Next(gateway.State.Mappings.Count));
                    Assert.Equal(MappingOutcome.Done, Mapper.Remove(ref gateway.State, ref machine, slot, now));
                    break;
                default:
                    now = now.PlusSeconds((uint)random.Next(15));
                    sets.Now = now;
                    break;
            }

            // Now and then a request comes in before the clock is looked at.
            if (random.Next(4) != 0)
            {
                Mapper.Expire(ref gateway.State, ref machine, now);
                SortedSet<string> differences = Expected(ref gateway.State);
                differences.SymmetricExceptWith(sets.Lines());
                Assert.True(differences.Count == 0, FormattableString.Invariant($"step {step}, now {now.Milliseconds}:\n{string.Join('\n', differences)}"));
            }

            Assert.False(gateway.State.Firewall.NeedsRefill);
            gateway.State.StaleFlows.Clear();
        }

        Assert.True(sets.Batches > 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Refill_gives_an_empty_kernel_all_that_the_table_says(int seed)
    {
        using TestGateway gateway = new(24);
        KernelSets sets = new();
        TestKernel machine = new(sets);
        Random random = new(seed);
        Instant now = new(1_000_000);
        sets.Now = now;
        for (int step = 0; step < 60; step++)
        {
            Put(gateway, ref machine, random, now);
        }

        KernelSets fresh = new() { Now = now.PlusSeconds(5) };
        TestKernel freshMachine = new(fresh);
        Mapper.Expire(ref gateway.State, ref machine, now.PlusSeconds(5));
        Assert.True(ElementWriter.Refill(ref gateway.State, ref freshMachine, new byte[ElementWriter.RefillLength(24)], keepsForwarding: false, now.PlusSeconds(5)));

        SortedSet<string> expected = Expected(ref gateway.State);
        expected.Add("igdaot1_ext4 0B162102  9223372036854775807 epoch:0");
        expected.Add("igdaot1_wan 77616E00000000000000000000000000  9223372036854775807 ");
        expected.Add("igdaot1_lan 6C616E00000000000000000000000000  9223372036854775807 ");
        Assert.Equal(expected, fresh.Lines());

        Assert.True(ElementWriter.Clear(ref gateway.State, ref freshMachine));
        Assert.Empty(fresh.Lines());
    }

    [Fact]
    public void Refill_of_a_full_table_with_the_longest_texts_fits_into_its_buffer()
    {
        const int Capacity = 2000;
        using TestGateway gateway = new(Capacity);
        KernelSets sets = new();
        TestKernel machine = new(sets);
        for (ushort port = 1; port <= Capacity; port++)
        {
            Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, port, "192.168.1.10", port, Instant.Never.PlusMilliseconds(-1));
            mapping.Origin = MappingOrigin.Pcp;
            mapping.RemoteHost = new Ipv4Address(port);
            mapping.Description.Set(Encoding.ASCII.GetBytes(new string('%', Description.MaxLength)));
            gateway.State.Mappings.Add(in mapping);
        }

        Assert.True(ElementWriter.Refill(ref gateway.State, ref machine, new byte[ElementWriter.RefillLength(Capacity)], keepsForwarding: false, default));
        Assert.Equal((3 * Capacity) + 3, sets.Lines().Count);
    }

    private static void Put(TestGateway gateway, ref TestKernel machine, Random random, Instant now)
    {
        Mapping mapping = TestGateway.Mapping(
            random.Next(3) == 0 ? IpProtocol.Udp : IpProtocol.Tcp,
            (ushort)random.Next(8000, 8006),
            random.Next(4) == 0 ? "192.168.1.11" : "192.168.1.10",
            (ushort)random.Next(1, 4),
            random.Next(4) == 0 ? Instant.Never : now.PlusSeconds((uint)random.Next(1, 60)));
        mapping.RemoteHost = new Ipv4Address(random.Next(3) == 0 ? 0xcb007105 + (uint)random.Next(2) : 0);
        mapping.IsEnabled = random.Next(5) != 0;
        mapping.Description.Set(random.Next(3) == 0 ? "other"u8 : "usual"u8);
        int slot = gateway.State.Mappings.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost);
        if (slot != MappingTable.None && !gateway.State.Mappings[slot].InternalClient.Equals(mapping.InternalClient))
        {
            return;
        }

        MappingOutcome outcome = Mapper.Put(ref gateway.State, ref machine, ref slot, PortChoice.Shared, ref mapping, now);
        Assert.True(outcome is MappingOutcome.Done or MappingOutcome.Conflict or MappingOutcome.TableFull, outcome.ToString());
    }

    private static SortedSet<string> Expected(ref GatewayState state)
    {
        List<Mapping> mappings = [];
        for (int i = 0; i < state.Mappings.Count; i++)
        {
            mappings.Add(state.Mappings[state.Mappings.SlotAt(i)]);
        }

        SortedSet<string> lines = new(StringComparer.Ordinal);
        List<Mapping> enabled = mappings.Where(mapping => mapping.IsEnabled).ToList();
        foreach (Mapping mapping in enabled)
        {
            string from = mapping.RemoteHost.IsUnspecified ? "dnat4 " : "dnat4_from " + Hex(mapping.RemoteHost);
            string text = Encoding.UTF8.GetString(Description.AsSpan(in mapping.Description));
            lines.Add(Line(from + Hex(mapping.Protocol) + Hex(mapping.ExternalPort), Hex(mapping.InternalClient) + Hex(mapping.InternalPort), mapping.Expiry, "upnp:" + text));
        }

        foreach (IGrouping<(IpProtocol, ushort), Mapping> port in enabled.GroupBy(mapping => (mapping.Protocol, mapping.ExternalPort)))
        {
            long last = port.Max(mapping => mapping.Expiry.Milliseconds);
            string key = (port.Key.Item1 == IpProtocol.Tcp ? "tcp4 " : "udp4 ") + Hex(port.Key.Item2).Substring(0, 4);
            lines.Add(Line(key, string.Empty, new Instant(last), string.Empty));
        }

        foreach (IGrouping<(IpProtocol, uint, ushort), Mapping> endpoint in enabled.GroupBy(mapping => (mapping.Protocol, mapping.InternalClient.Value, mapping.InternalPort)))
        {
            Mapping oldest = endpoint.MinBy(mapping => mapping.Sequence);
            string key = "snat4 " + Hex(oldest.Protocol) + Hex(oldest.InternalClient) + Hex(oldest.InternalPort);
            lines.Add(Line(key, Hex(oldest.ExternalPort).Substring(0, 4), oldest.Expiry, string.Empty));
        }

        return lines;
    }

    private static string Line(string key, string data, Instant expiry, string comment) =>
        FormattableString.Invariant($"igdaot1_{key} {data} {expiry.Milliseconds} {comment}");

    // Parts of a concatenation are padded to four bytes.
    private static string Hex(IpProtocol protocol) => ((byte)protocol).ToString("X2", System.Globalization.CultureInfo.InvariantCulture) + "000000";

    private static string Hex(ushort port) => port.ToString("X4", System.Globalization.CultureInfo.InvariantCulture) + "0000";

    private static string Hex(Ipv4Address address)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address.Value);
        return Convert.ToHexString(bytes);
    }
}
