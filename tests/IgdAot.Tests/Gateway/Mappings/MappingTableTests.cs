using System;
using System.Collections.Generic;
using System.Linq;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using Xunit;

namespace IgdAot.Tests.Gateway.Mappings;

public class MappingTableTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 16)]
    [InlineData(4, 17)]
    [InlineData(5, 100)]
    public void MappingTable_does_what_a_dictionary_and_a_sorted_list_would(int seed, int capacity)
    {
        using TestGateway gateway = new(capacity);
        ref MappingTable table = ref gateway.State.Mappings;
        Random random = new(seed);
        Dictionary<int, Mapping> model = [];
        ulong sequence = 1;
        for (int step = 0; step < 3000; step++)
        {
            Mapping mapping = Any(random);
            int slot = table.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost);
            Assert.Equal(SlotOf(model, mapping), slot);
            int choice = random.Next(10);
            if (slot == MappingTable.None && choice < 6 && table.Count < capacity)
            {
                Assert.Equal(sequence, table.NextSequence);
                slot = table.Add(in mapping);
                Assert.InRange(slot, 0, capacity - 1);
                mapping.Sequence = sequence++;
                model.Add(slot, mapping);
            }
            else if (slot != MappingTable.None && choice < 6)
            {
                mapping.Sequence = model[slot].Sequence;
                table.Replace(slot, in mapping);
                model[slot] = mapping;
            }
            else if (model.Count > 0)
            {
                slot = choice < 8 ? table.FirstToExpire() : table.SlotAt(random.Next(table.Count));
                table.Remove(slot);
                model.Remove(slot);
            }

            Compare(ref table, model);
        }
    }

    [Fact]
    public void MappingTable_gives_back_in_the_order_of_expiry()
    {
        using TestGateway gateway = new(200);
        ref MappingTable table = ref gateway.State.Mappings;
        Random random = new(7);
        for (ushort port = 1; port <= 200; port++)
        {
            Instant expiry = port % 10 == 0 ? Instant.Never : new Instant(random.Next(1000));
            table.Add(TestGateway.Mapping(IpProtocol.Tcp, port, "192.168.1.10", port, expiry));
        }

        Instant last = new(0);
        while (table.Count > 0)
        {
            int slot = table.FirstToExpire();
            Assert.True(table[slot].Expiry >= last);
            last = table[slot].Expiry;
            table.Remove(slot);
        }

        Assert.True(last.IsNever);
        Assert.Equal(MappingTable.None, table.FirstToExpire());
    }

    [Fact]
    public void MappingTable_MakeOldest_puts_a_mapping_before_the_others_of_its_internal_port()
    {
        using TestGateway gateway = new(4);
        ref MappingTable table = ref gateway.State.Mappings;
        int first = table.Add(TestGateway.Mapping(IpProtocol.Tcp, 8080, "192.168.1.10", 80, Instant.Never));
        int second = table.Add(TestGateway.Mapping(IpProtocol.Tcp, 8081, "192.168.1.10", 80, Instant.Never));
        Assert.True(table[first].Sequence < table[second].Sequence);

        table.MakeOldest(second);

        Assert.True(table[second].Sequence < table[first].Sequence);
    }

    private static void Compare(ref MappingTable table, Dictionary<int, Mapping> model)
    {
        Assert.Equal(model.Count, table.Count);
        HashSet<int> listed = [];
        for (int i = 0; i < table.Count; i++)
        {
            Assert.True(listed.Add(table.SlotAt(i)));
        }

        Assert.True(listed.SetEquals(model.Keys));
        long first = model.Count == 0 ? -1 : model.Values.Min(mapping => mapping.Expiry.Milliseconds);
        Assert.Equal(first, table.FirstToExpire() == MappingTable.None ? -1 : table[table.FirstToExpire()].Expiry.Milliseconds);
        foreach ((int slot, Mapping mapping) in model)
        {
            Assert.Equal(mapping.Sequence, table[slot].Sequence);
            Assert.Equal(mapping.Expiry.Milliseconds, table[slot].Expiry.Milliseconds);
            Assert.Equal(slot, table.Find(mapping.Protocol, mapping.ExternalPort, mapping.RemoteHost));
            HashSet<int> sameExternal = [];
            for (int i = table.FirstOnExternalPort(mapping.Protocol, mapping.ExternalPort); i != MappingTable.None; i = table.NextOnExternalPort(i))
            {
                Assert.True(sameExternal.Add(i));
            }

            Assert.True(sameExternal.SetEquals(model.Where(pair => pair.Value.HasExternalPort(mapping.Protocol, mapping.ExternalPort)).Select(pair => pair.Key)));
            HashSet<int> sameInternal = [];
            for (int i = table.FirstOnInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort); i != MappingTable.None; i = table.NextOnInternal(i))
            {
                Assert.True(sameInternal.Add(i));
            }

            Assert.True(sameInternal.SetEquals(model.Where(pair => pair.Value.HasInternal(mapping.Protocol, mapping.InternalClient, mapping.InternalPort)).Select(pair => pair.Key)));
            Assert.Equal(model.Values.Count(other => other.InternalClient.Equals(mapping.InternalClient)), table.CountOf(mapping.InternalClient));
        }
    }

    private static int SlotOf(Dictionary<int, Mapping> model, Mapping key)
    {
        foreach ((int slot, Mapping mapping) in model)
        {
            if (mapping.HasExternalPort(key.Protocol, key.ExternalPort) && mapping.RemoteHost.Equals(key.RemoteHost))
            {
                return slot;
            }
        }

        return MappingTable.None;
    }

    private static Mapping Any(Random random)
    {
        Mapping mapping = TestGateway.Mapping(
            random.Next(2) == 0 ? IpProtocol.Tcp : IpProtocol.Udp,
            (ushort)random.Next(1, 20),
            "192.168.1.10",
            (ushort)random.Next(1, 5),
            random.Next(5) == 0 ? Instant.Never : new Instant(random.Next(50)));
        mapping.InternalClient = new Ipv4Address(0xc0a8010a + (uint)random.Next(3));
        mapping.RemoteHost = new Ipv4Address((uint)random.Next(3));
        return mapping;
    }
}
