using System;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class ConntrackTests
{
    [Fact]
    public void Flow_to_a_mapped_port_tells_both_directions()
    {
        NetlinkReader messages = new(Golden.Read("netlink/conntrack-flows.hex"));
        Assert.True(messages.Next());
        Assert.Equal(WireError.None, ConntrackView.TryView(messages.Payload, out ConntrackView flow));
        Assert.Equal(17, flow.Original.Protocol);
        Assert.Equal(new Ipv4Address(0x0b162101), flow.Original.Source);
        Assert.Equal(50000, flow.Original.SourcePort);
        Assert.Equal(new Ipv4Address(0x0b162102), flow.Original.Destination);
        Assert.Equal(3074, flow.Original.DestinationPort);
        Assert.Equal(new Ipv4Address(0x0b162103), flow.Reply.Source);
        Assert.Equal(3075, flow.Reply.SourcePort);
        Assert.Equal(NetlinkAbi.IPS_DST_NAT, flow.Status & (NetlinkAbi.IPS_DST_NAT | NetlinkAbi.IPS_SRC_NAT));
    }

    [Fact]
    public void Flow_from_a_mapped_port_has_that_port_as_destination_of_its_replies()
    {
        NetlinkReader messages = new(Golden.Read("netlink/conntrack-flows.hex"));
        Assert.True(messages.Next());
        Assert.True(messages.Next());
        Assert.Equal(WireError.None, ConntrackView.TryView(messages.Payload, out ConntrackView flow));
        Assert.Equal(7001, flow.Original.SourcePort);
        Assert.Equal(7000, flow.Reply.DestinationPort);
        Assert.Equal(NetlinkAbi.IPS_SRC_NAT, flow.Status & (NetlinkAbi.IPS_DST_NAT | NetlinkAbi.IPS_SRC_NAT));
    }

    [Fact]
    public void Flow_is_deleted_by_the_tuple_that_conntrack_would_name()
    {
        ConntrackTuple original = new()
        {
            Protocol = 17,
            Source = new Ipv4Address(0x0b162101),
            SourcePort = 50000,
            Destination = new Ipv4Address(0x0b162102),
            DestinationPort = 3074,
        };
        NetlinkBuilder builder = new(new byte[256]);
        ConntrackRequest.Delete(ref builder, 1, in original, 0x5402713e);

        NetlinkReader ours = new(builder.Written);
        NetlinkReader theirs = new(Golden.Read("netlink/request-delete-flow.hex"));
        Assert.True(ours.Next());
        Assert.True(theirs.Next());
        Assert.Equal(theirs.Type, ours.Type);
        Assert.Equal(theirs.Flags, ours.Flags);
        // nfgenmsg and CTA_TUPLE_ORIG; they add what else they know of the flow, we its number
        int common = 4 + 0x34;
        Assert.Equal(theirs.Payload[..common].ToArray(), ours.Payload[..common].ToArray());
        Assert.Equal("08000C005402713E", Convert.ToHexString(ours.Payload[common..]));
    }

    // Both were tried on Linux 6.18 with flows through a router: the flows that match went, no others.
    [Theory]
    [InlineData(ConntrackDirection.Original, "24000180", "08000100" + "2A000000" + "08000200" + "00000000")]
    [InlineData(ConntrackDirection.Reply, "24000280", "08000100" + "00000000" + "08000200" + "2A000000")]
    public void Filter_names_protocol_destination_and_the_direction_they_count_in(
        ConntrackDirection direction, string tuple, string flags)
    {
        NetlinkBuilder builder = new(new byte[256]);
        ConntrackRequest.DeleteByDestination(ref builder, 1, direction, 6, new Ipv4Address(0x0b162102), 8080);
        NetlinkReader messages = new(builder.Written);
        Assert.True(messages.Next());
        Assert.Equal(0x0102, messages.Type);
        Assert.Equal(
            "02000000" + tuple
            + "0C000180" + "08000200" + "0B162102"
            + "14000280" + "05000100" + "06000000" + "06000300" + "1F900000"
            + "14001980" + flags,
            Convert.ToHexString(messages.Payload));
    }

    [Fact]
    public void Filtered_dump_asks_with_the_same_filter()
    {
        NetlinkBuilder deletion = new(new byte[256]);
        ConntrackRequest.DeleteByDestination(ref deletion, 1, ConntrackDirection.Reply, 17, new Ipv4Address(1), 2);
        NetlinkBuilder dump = new(new byte[256]);
        ConntrackRequest.DumpByDestination(ref dump, 1, ConntrackDirection.Reply, 17, new Ipv4Address(1), 2);
        Assert.Equal(deletion.Written[16..].ToArray(), dump.Written[16..].ToArray());
        NetlinkReader messages = new(dump.Written);
        Assert.True(messages.Next());
        Assert.Equal(0x0101, messages.Type);
        Assert.Equal(NetlinkAbi.NLM_F_REQUEST | NetlinkAbi.NLM_F_DUMP, messages.Flags);
    }

    [Theory]
    [InlineData("shorter than its header", new byte[] { 2, 0, 0 }, WireError.Truncated)]
    [InlineData("IPv6", new byte[] { 10, 0, 0, 0 }, WireError.Unsupported)]
    [InlineData("no tuples", new byte[] { 2, 0, 0, 0 }, WireError.Missing)]
    [InlineData("tuple with a broken part", new byte[] { 2, 0, 0, 0, 8, 0, 1, 0x80, 5, 0, 1, 0x80 }, WireError.BadLength)]
    [InlineData("port of four bytes", new byte[] { 2, 0, 0, 0, 16, 0, 1, 0x80, 12, 0, 2, 0x80, 8, 0, 3, 0, 0, 0, 0, 0 }, WireError.BadLength)]
    public void Malformed_flow_is_refused(string situation, byte[] payload, WireError expected) =>
        Assert.True(expected == ConntrackView.TryView(payload, out _), situation);
}
