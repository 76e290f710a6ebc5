using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Netlink;
using Xunit;

namespace IgdAot.Tests.Wire.Netlink;

public class NftablesViewTests
{
    [Fact]
    public void Set_tells_what_its_keys_and_data_are()
    {
        NetlinkReader messages = new(Golden.Read("netlink/set-map.hex"));
        Assert.True(messages.Next());
        Assert.Equal(WireError.None, SetView.TryView(messages.Payload, out SetView set));
        Assert.Equal("igdaot", Encoding.UTF8.GetString(set.Table));
        Assert.Equal("snat4", Encoding.UTF8.GetString(set.Name));
        Assert.Equal(NetlinkAbi.NFT_SET_MAP | NetlinkAbi.NFT_SET_TIMEOUT, set.Flags);
        Assert.Equal(12u, set.KeyLength);
        Assert.Equal(2u, set.DataLength);
        // inet_proto 12, ipv4_addr 7, inet_service 13, six bits each
        Assert.Equal((12u << 12) | (7u << 6) | 13u, set.KeyType);
        Assert.Equal(13u, set.DataType);
    }

    [Fact]
    public void Deleted_table_is_notified_after_its_sets()
    {
        NetlinkReader messages = new(Golden.Read("netlink/notification-table-deleted.hex"));
        int sets = 0;
        bool tableSeen = false;
        while (messages.Next())
        {
            Assert.Equal(WireError.None, NftablesNotificationView.TryView(in messages, out NftablesNotificationView notification));
            switch (notification.Kind)
            {
                case NftablesNotificationKind.DeletedSet:
                    Assert.False(tableSeen);
                    sets++;
                    break;
                case NftablesNotificationKind.DeletedTable:
                    Assert.Equal("igdaot", Encoding.UTF8.GetString(notification.Table));
                    Assert.Equal(NetlinkAbi.NFPROTO_INET, notification.Family);
                    tableSeen = true;
                    break;
                case NftablesNotificationKind.NewGeneration:
                    Assert.True(tableSeen);
                    break;
            }
        }

        Assert.True(tableSeen);
        Assert.Equal(6, sets);
    }

    [Fact]
    public void Generation_names_the_process_that_committed()
    {
        NetlinkReader messages = new(Golden.Read("netlink/notification-table-made.hex"));
        while (messages.Next())
        {
            if (messages.IsNetfilter(NetlinkAbi.NFNL_SUBSYS_NFTABLES, NetlinkAbi.NFT_MSG_NEWGEN))
            {
                Assert.Equal(WireError.None, GenerationView.TryView(messages.Payload, out GenerationView generation));
                Assert.Equal("nft", Encoding.UTF8.GetString(generation.ProcessName));
                Assert.Equal(messages.Port, generation.ProcessId);
                return;
            }
        }

        Assert.Fail("no generation");
    }

    [Theory]
    [InlineData("shorter than its header", new byte[] { 1, 0, 0 }, WireError.Truncated)]
    [InlineData("nothing behind the header", new byte[] { 1, 0, 0, 0 }, WireError.Missing)]
    [InlineData("attribute past the end", new byte[] { 1, 0, 0, 0, 9, 0, 1, 0, 0x61, 0, 0, 0 }, WireError.BadLength)]
    public void Malformed_notification_is_refused(string situation, byte[] payload, WireError expected)
    {
        Assert.True(expected == TableView.TryView(payload, out _), situation);
        Assert.True(expected == SetView.TryView(payload, out _), situation);
        Assert.True(expected == GenerationView.TryView(payload, out _), situation);
        Assert.True(
            expected == NftablesNotificationView.TryView(NetlinkAbi.NFNL_SUBSYS_NFTABLES << 8, payload, out _), situation);
    }

    [Fact]
    public void Message_of_another_subsystem_is_of_no_interest()
    {
        Assert.Equal(WireError.None, NftablesNotificationView.TryView(0x0100, [1], out NftablesNotificationView notification));
        Assert.Equal(NftablesNotificationKind.Other, notification.Kind);
    }
}
