using System;
using System.Linq;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The ruleset goes, comes back, or is not there at all.</summary>
public sealed class FirewallTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void When_the_table_is_deleted_and_loaded_again_every_mapping_is_back_at_once()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 600));
        AssertSuccess(client.AddPortMapping("TCP", 8082, 80, remoteHost: "11.22.33.9"));
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Udp, 7001, 7000, 600);
        string[] before = Elements();

        Lab.Nft.DeleteTable();
        Lab.ForgetFlows();
        AssertShut(FromWan(8080));
        Lab.Nft.Load();

        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(2), () => FromWan(8080)));
        Assert.Equal(before, Elements());
        Assert.Equal(3, client.List().Count);

        // As every restart of the firewall does it: nobody has to act.
        Assert.DoesNotContain("no sets of ours", daemon.Log);
    }

    [LabFact]
    public void A_reload_of_the_rules_keeps_the_counters()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertOpen(FromWan(8080));
        Lab.Nft.Reload();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8081, 80));
        Assert.Equal(1, Lab.Nft.CountedPackets("dnat4", "tcp . 8080"));
        AssertOpen(FromWan(8080));
        Assert.Equal(2, Lab.Nft.CountedPackets("dnat4", "tcp . 8080"));
    }

    [LabFact]
    public void A_table_that_stays_away_is_told_of_once_with_what_to_run()
    {
        GatewayDaemon daemon = Start();
        Lab.Nft.DeleteTable();
        Assert.True(Eventually(8, () => daemon.Log.Contains("no sets of ours", StringComparison.Ordinal)), "no line says what to run");
        Lab.Nft.Load();
        Assert.True(Eventually(2, () => daemon.Log.Contains("serving mappings", StringComparison.Ordinal)), "no line says that it goes on");
        Assert.Single(daemon.Log.Split('\n'), line => line.Contains("no sets of ours", StringComparison.Ordinal));
    }

    [LabFact]
    public void A_replaced_table_in_one_transaction_gets_every_mapping_again()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Lab.Nft.Replace();
        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(2), () => FromWan(8080)));
    }

    [LabFact]
    public void A_reload_of_the_rules_under_running_traffic_loses_no_packet()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        using DatagramStream stream = new(Lab.WanHost, External, 7000);
        for (int round = 0; round < 5; round++)
        {
            System.Threading.Thread.Sleep(100);
            Lab.Nft.Reload();
        }

        System.Threading.Thread.Sleep(100);
        (int sent, int lost) = stream.End();
        Assert.InRange(sent, 100, int.MaxValue);
        Assert.Equal(0, lost);
        Assert.Equal(["UDP 7000 -> 192.168.1.10:7001"], UpnpClient.Discover(Lab.ClientA).List());
    }

    [LabFact]
    public void What_is_deleted_while_the_table_is_away_does_not_come_back_with_it()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        Lab.Nft.DeleteTable();
        bool isDeleted = client.DeletePortMapping("TCP", 8080).ErrorCode == 0;
        Lab.Nft.Load();
        AssertOpen(Probe.Until(open: true, TimeSpan.FromSeconds(2), () => FromWan(8081)));

        // A refusal is as good as a deletion, where the answer is true.
        Assert.Equal(!isDeleted, FromWan(8080).IsOpen);
        Assert.Equal(isDeleted ? 1 : 2, client.List().Count);
    }

    [LabFact]
    public void Without_a_table_it_serves_discovery_refuses_mappings_and_says_what_to_run()
    {
        Lab.Nft.DeleteTable();
        GatewayDaemon daemon = Start();
        Assert.True(Eventually(1, () => daemon.Log.Contains("nft", StringComparison.Ordinal)), "no line says what to run");
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(External.ToString(), client.GetExternalIPAddress());
        Assert.Equal(501, client.AddPortMapping("TCP", 8080, 80).ErrorCode);
        NatPmpMapping natPmp = NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        Assert.NotEqual(0, natPmp.Result);
        Assert.Equal((0, 0u), (natPmp.ExternalPort, natPmp.Lifetime));
        Assert.NotEqual(PcpClient.Success, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600).Result);
        Assert.Empty(client.List());
    }

    [LabFact]
    public void It_begins_to_work_by_itself_when_the_table_appears()
    {
        Lab.Nft.DeleteTable();
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(501, client.AddPortMapping("TCP", 8080, 80).ErrorCode);
        Lab.Nft.Load();
        Assert.True(Eventually(2, () => client.AddPortMapping("TCP", 8080, 80).ErrorCode == 0));
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Four_thousand_mappings_are_back_after_the_table_is_replaced()
    {
        Start(new GatewayOptions { QuotaPerClient = 4096 });
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 20000);
        for (int port = 0; port < 4000; port++)
        {
            Assert.Equal(0, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 20000 + port, 20000 + port, 600).Result);
        }

        int before = Lab.Nft.CountElements();
        Lab.Nft.Replace();
        Assert.True(Eventually(3, () => Lab.Nft.CountElements() == before), $"{Lab.Nft.CountElements()} of {before} elements are back");
        AssertOpen(FromWanUdp(20000));
    }

    private string[] Elements() =>
        [.. Lab.Nft.List("dnat4"), .. Lab.Nft.List("dnat4_from"), .. Lab.Nft.List("snat4"), .. Lab.Nft.List("tcp4"), .. Lab.Nft.List("udp4"), .. Lab.Nft.List("ext4")];
}
