using System;
using System.Collections.Generic;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Firewall;
using IgdAot.Gateway.Mappings;
using IgdAot.Gateway.Time;
using IgdAot.Tests.Gateway.Firewall;
using Xunit;

namespace IgdAot.Tests.Gateway.Mappings;

public class MapperTests
{
    private static readonly Instant s_now = new(1_000_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mapper_finds_the_port_that_a_walk_over_all_ports_finds(int seed)
    {
        Random random = new(seed);
        using TestGateway gateway = new(16);
        for (int round = 0; round < 200; round++)
        {
            gateway.State.Settings = PortPolicyTests.RandomRules(random);
            int held = random.Next(65536);
            ProbedPorts ports = new(port => port >= held && port < held + 5000);
            ushort first = (ushort)random.Next(1, 65536);
            (MappingOutcome outcome, ushort port) = Put(gateway, ports, first);
            Assert.Equal(Walk(gateway, ports, first), (outcome, port));
            Assert.DoesNotContain(ports.Asked, asked => !PortPolicyTests.Decide(in gateway.State.Settings, asked));
        }
    }

    [Theory]
    [InlineData("deny", MappingOutcome.NotAuthorized, 0)]
    [InlineData("deny external_port 1-40000; deny external_port 30000-65535", MappingOutcome.NotAuthorized, 0)]
    [InlineData("allow internal_client 192.168.1.11; allow internal_port 81; deny", MappingOutcome.NotAuthorized, 0)]
    [InlineData("allow external_port 100-200; deny", MappingOutcome.NotAuthorized, 0)]
    [InlineData("allow external_port 5000-5099; deny", MappingOutcome.TableFull, 99)]
    public void Mapper_looks_at_no_port_that_the_rules_forbid(string rules, MappingOutcome expected, int maxAsked)
    {
        using TestGateway gateway = new(16);
        gateway.State.Settings = PortPolicyTests.Read(rules);
        ProbedPorts ports = new(_ => true);
        Assert.Equal(expected, Put(gateway, ports, 8080).Outcome);
        Assert.InRange(ports.Asked.Count, 0, maxAsked);
        Assert.Equal(0, gateway.State.Mappings.Count);
    }

    /// <summary>Makes a mapping of 192.168.1.10:80 on any port, and takes it out again.</summary>
    private static (MappingOutcome Outcome, ushort Port) Put(TestGateway gateway, ProbedPorts ports, ushort first)
    {
        ProbingMachine machine = new(ports);
        Mapping mapping = TestGateway.Mapping(IpProtocol.Tcp, first, "192.168.1.10", 80, Instant.Never);
        int slot = MappingTable.None;
        MappingOutcome outcome = Mapper.Put(ref gateway.State, ref machine, ref slot, PortChoice.Any, ref mapping, s_now);
        if (outcome != MappingOutcome.Done)
        {
            return (outcome, 0);
        }

        Assert.Equal(mapping.ExternalPort, gateway.State.Mappings[slot].ExternalPort);
        Assert.Equal(MappingOutcome.Done, Mapper.Remove(ref gateway.State, ref machine, slot, s_now));
        return (outcome, mapping.ExternalPort);
    }

    private static (MappingOutcome Outcome, ushort Port) Walk(TestGateway gateway, ProbedPorts ports, ushort first)
    {
        MappingOutcome outcome = MappingOutcome.NotAuthorized;
        List<int> candidates = [first];
        for (int port = Math.Max(first + 1, 1024); port <= ushort.MaxValue; port++)
        {
            candidates.Add(port);
        }

        for (int port = 1024; port < first; port++)
        {
            candidates.Add(port);
        }

        foreach (int port in candidates)
        {
            if (!PortPolicyTests.Decide(in gateway.State.Settings, (ushort)port))
            {
                continue;
            }

            if (!ports.IsHeld((ushort)port) && !PortPolicy.IsReserved(in gateway.State.Settings, (ushort)port))
            {
                return (MappingOutcome.Done, (ushort)port);
            }

            outcome = MappingOutcome.TableFull;
        }

        return (outcome, 0);
    }

    /// <summary>The ports that the router holds, and those that were asked for.</summary>
    private sealed class ProbedPorts(Func<ushort, bool> isHeld)
    {
        public List<ushort> Asked { get; } = [];

        public bool IsHeld(ushort port) => isHeld(port);
    }

    private readonly struct ProbingMachine(ProbedPorts ports) : IgdAot.Gateway.IMachine
    {
        private readonly TestKernel _kernel = new(new KernelSets());

        public int Transact(ReadOnlySpan<byte> batch, uint firstSequence, uint lastSequence, out BatchErrors errors) =>
            _kernel.Transact(batch, firstSequence, lastSequence, out errors);

        public bool HoldsPort(IpProtocol protocol, ushort port)
        {
            ports.Asked.Add(port);
            return ports.IsHeld(port);
        }

        public bool TryGetTraffic(int interfaceIndex, out LinkTraffic traffic) => _kernel.TryGetTraffic(interfaceIndex, out traffic);

        public uint NextRandom() => 0;
    }
}
