using System;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class SetElementReaderTests
{
    [Fact]
    public void Dump_of_a_map_yields_key_data_time_counter_and_comment()
    {
        NetlinkReader messages = new(Golden.Read("netlink/elements-map.hex"));
        Assert.True(messages.Next());
        Assert.True(messages.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM));
        SetElementReader elements = new(messages.Payload);
        Assert.Equal(NetlinkAbi.NFPROTO_INET, elements.Family);
        Assert.Equal("igdaot", Encoding.UTF8.GetString(elements.Table));
        Assert.Equal("dnat4", Encoding.UTF8.GetString(elements.Set));

        Assert.True(elements.Next());
        ConcatenationReader key = new(elements.Key);
        Assert.Equal(17, key.Protocol());
        Assert.Equal(7000, key.Port());
        Assert.Equal(0u, elements.TimeoutMilliseconds);
        Assert.True(elements.HasCounter);
        Assert.Equal(12u, elements.CounterPackets);
        Assert.Equal(3456u, elements.CounterBytes);
        Assert.True(elements.UserData.IsEmpty);

        Assert.True(elements.Next());
        ConcatenationReader data = new(elements.Data);
        Assert.Equal(new Ipv4Address(0xc0a8010a), data.Address());
        Assert.Equal(80, data.Port());
        Assert.Equal(3600000u, elements.TimeoutMilliseconds);
        Assert.InRange(elements.ExpirationMilliseconds, 1u, 3600000u);
        Assert.Equal(0u, elements.CounterPackets);
        Assert.True(UserDataReader.TryGetComment(elements.UserData, out ReadOnlySpan<byte> comment));
        Assert.Equal("UPnP: Spiel & Spaß", Encoding.UTF8.GetString(comment));

        Assert.False(elements.Next());
        Assert.False(elements.Failed);
    }

    [Fact]
    public void Counter_in_a_list_of_expressions_is_found()
    {
        NetlinkBuilder builder = new(new byte[256]);
        builder.BeginNetfilterMessage(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWSETELEM, 0, 0, NetlinkAbi.NFPROTO_INET);
        int list = builder.Open(NetlinkAbi.NFTA_SET_ELEM_LIST_ELEMENTS);
        int element = builder.Open(NetlinkAbi.NFTA_LIST_ELEM);
        int expressions = builder.Open(NetlinkAbi.NFTA_SET_ELEM_EXPRESSIONS);
        foreach (string name in new[] { "quota", "counter" })
        {
            int expression = builder.Open(NetlinkAbi.NFTA_LIST_ELEM);
            builder.AttributeText(NetlinkAbi.NFTA_EXPR_NAME, Encoding.ASCII.GetBytes(name));
            int data = builder.Open(NetlinkAbi.NFTA_EXPR_DATA);
            builder.AttributeBigEndianUInt64(NetlinkAbi.NFTA_COUNTER_BYTES, (ulong)name.Length);
            builder.AttributeBigEndianUInt64(NetlinkAbi.NFTA_COUNTER_PACKETS, 2);
            builder.Close(data);
            builder.Close(expression);
        }

        builder.Close(expressions);
        builder.Close(element);
        builder.Close(list);
        builder.EndMessage();

        NetlinkReader messages = new(builder.Written);
        Assert.True(messages.Next());
        SetElementReader elements = new(messages.Payload);
        Assert.True(elements.Next());
        Assert.True(elements.HasCounter);
        Assert.Equal(7u, elements.CounterBytes);
        Assert.Equal(2u, elements.CounterPackets);
    }

    [Fact]
    public void Message_shorter_than_its_header_fails()
    {
        SetElementReader elements = new([1, 0, 0]);
        Assert.False(elements.Next());
        Assert.True(elements.Failed);
    }
}
