using System;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class RouteTests
{
    [Fact]
    public void Device_tells_name_state_and_counters()
    {
        NetlinkReader messages = new(Golden.Read("netlink/link-wan.hex"));
        Assert.True(messages.Next());
        Assert.Equal(NetlinkAbi.RTM_NEWLINK, messages.Type);
        Assert.Equal(WireError.None, LinkView.TryView(messages.Payload, out LinkView link));
        Assert.Equal(2, link.Index);
        Assert.Equal("wan", Encoding.UTF8.GetString(link.Name));
        Assert.True(link.IsUp);
        Assert.True(link.IsRunning);
        Assert.Equal(NetlinkAbi.IF_OPER_UP, link.OperationalState);
        Assert.Equal(1500u, link.MtuBytes);
        Assert.Equal("020000000001", Convert.ToHexString(link.HardwareAddress));
        Assert.True(link.HasStatistics);
        Assert.Equal(1u, link.ReceivedPackets);
        Assert.Equal(90u, link.ReceivedBytes);
        Assert.Equal(0u, link.SentPackets);
        Assert.Equal(0u, link.SentBytes);
    }

    [Fact]
    public void Device_switched_off_is_notified_as_neither_up_nor_running()
    {
        NetlinkReader messages = new(Golden.Read("netlink/notification-link-down.hex"));
        Assert.True(messages.Next());
        Assert.Equal(WireError.None, LinkView.TryView(messages.Payload, out LinkView link));
        Assert.False(link.IsUp);
        Assert.False(link.IsRunning);
    }

    [Fact]
    public void Address_with_a_label_is_secondary()
    {
        NetlinkReader messages = new(Golden.Read("netlink/addresses.hex"));
        Assert.True(messages.Next());
        Assert.True(messages.Next());
        Assert.True(messages.Next());
        Assert.Equal(WireError.None, AddressView.TryView(messages.Payload, out AddressView address));
        Assert.Equal(new Ipv4Address(0x0b162103), address.Local);
        Assert.Equal(24, address.PrefixLength);
        Assert.Equal("wan:two", Encoding.UTF8.GetString(address.Label));
        Assert.Equal(NetlinkAbi.IFA_F_PERMANENT | NetlinkAbi.IFA_F_SECONDARY, address.Flags);
    }

    [Fact]
    public void Point_to_point_address_tells_own_end_and_the_other()
    {
        NetlinkReader messages = new(Golden.Read("netlink/addresses.hex"));
        for (int i = 0; i < 4; i++)
        {
            Assert.True(messages.Next());
        }

        Assert.Equal(WireError.None, AddressView.TryView(messages.Payload, out AddressView address));
        Assert.Equal(3, address.Index);
        Assert.Equal(new Ipv4Address(0x0a400002), address.Local);
        Assert.Equal(new Ipv4Address(0x0a400001), address.Peer);
        Assert.Equal(32, address.PrefixLength);
    }

    [Theory]
    [InlineData("shorter than its structure", new byte[] { 2, 24, 0, 0, 1, 0, 0 }, WireError.Truncated)]
    [InlineData("IPv6", new byte[] { 10, 64, 0, 0, 1, 0, 0, 0 }, WireError.Unsupported)]
    [InlineData("prefix of 33 bits", new byte[] { 2, 33, 0, 0, 1, 0, 0, 0 }, WireError.BadValue)]
    [InlineData("no address", new byte[] { 2, 24, 0, 0, 1, 0, 0, 0 }, WireError.Missing)]
    [InlineData("address of two bytes", new byte[] { 2, 24, 0, 0, 1, 0, 0, 0, 6, 0, 2, 0, 1, 2, 0, 0 }, WireError.BadLength)]
    public void Malformed_address_is_refused(string situation, byte[] payload, WireError expected) =>
        Assert.True(expected == AddressView.TryView(payload, out _), situation);

    [Fact]
    public void Malformed_device_is_refused()
    {
        Assert.Equal(WireError.Truncated, LinkView.TryView(new byte[15], out _));
        Assert.Equal(WireError.Missing, LinkView.TryView(new byte[16], out _));
        Assert.Equal(WireError.BadLength, LinkView.TryView(new byte[17], out _));
    }

    [Fact]
    public void Device_is_asked_for_by_name()
    {
        NetlinkBuilder builder = new(new byte[64]);
        RouteRequest.GetLink(ref builder, 5, "wan"u8);
        Assert.Equal(
            "2800000012000100" + "0500000000000000" + "00000000000000000000000000000000" + "0800030077616E00",
            Convert.ToHexString(builder.Written));
    }

    [Fact]
    public void Device_is_asked_for_by_index()
    {
        NetlinkBuilder builder = new(new byte[64]);
        RouteRequest.GetLink(ref builder, 5, 2);
        Assert.Equal(
            "2000000012000100" + "0500000000000000" + "00000000020000000000000000000000",
            Convert.ToHexString(builder.Written));
    }

    [Fact]
    public void Addresses_are_asked_for_of_IPv4_only()
    {
        NetlinkBuilder builder = new(new byte[64]);
        RouteRequest.DumpAddresses(ref builder, 6);
        Assert.Equal("1800000016000103" + "0600000000000000" + "0200000000000000", Convert.ToHexString(builder.Written));
    }
}
