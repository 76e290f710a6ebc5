using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>Leases: they end by themselves, on time, and their renewal disturbs nobody.</summary>
public sealed class LeaseTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void A_upnp_lease_ends_by_itself_and_the_entry_goes()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Stopwatch clock = Stopwatch.StartNew();
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 2));
        AssertOpen(FromWan(8080));
        AssertEndsAfterTwoSeconds(clock, () => FromWan(8080));
        Assert.True(Eventually(1, () => client.List().Count == 0));
        Assert.Equal(714, client.GetSpecificPortMappingEntry("TCP", 8080).ErrorCode);
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void A_natpmp_lease_ends_by_itself()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Equal(2u, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 2).Lifetime);
        AssertOpen(FromWanUdp(7000));
        AssertEndsAfterTwoSeconds(clock, () => FromWanUdp(7000));
    }

    [LabFact]
    public void A_pcp_lease_ends_by_itself()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Equal(2u, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 2).Lifetime);
        AssertOpen(FromWan(8080));
        AssertEndsAfterTwoSeconds(clock, () => FromWan(8080));
    }

    [LabFact]
    public void A_lease_ends_on_time_although_the_daemon_is_dead()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        Stopwatch clock = Stopwatch.StartNew();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80, lease: 2));
        daemon.Kill();
        AssertOpen(FromWan(8080));
        AssertEndsAfterTwoSeconds(clock, () => FromWan(8080));
    }

    [LabFact]
    public void A_permanent_mapping_stays_and_says_so()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 0));
        Thread.Sleep(1500);
        AssertOpen(FromWan(8080));
        Assert.Equal("0", client.GetSpecificPortMappingEntry("TCP", 8080)["NewLeaseDuration"]);
    }

    [LabFact]
    public void The_remaining_lease_is_read_back_and_falls()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 100));
        Thread.Sleep(2100);
        int left = int.Parse(client.GetSpecificPortMappingEntry("TCP", 8080)["NewLeaseDuration"], CultureInfo.InvariantCulture);
        Assert.InRange(left, 95, 98);
    }

    [LabFact]
    public void Lifetimes_are_held_between_the_configured_bounds()
    {
        Start(new GatewayOptions { LeaseMin = 120, LeaseMax = 3600 });
        byte[] nonce = PcpClient.NewNonce();
        Assert.Equal(120u, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 80, 8080, 5).Lifetime);
        Assert.Equal(3600u, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 80, 8080, uint.MaxValue).Lifetime);
        Assert.Equal(3600u, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, uint.MaxValue).Lifetime);
    }

    [LabFact]
    public void A_renewal_makes_the_lease_last_longer()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 2);
        Thread.Sleep(1000);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 60);
        Thread.Sleep(2000);
        AssertOpen(FromWanUdp(7000));
    }

    [LabFact]
    public void Renewals_by_every_protocol_under_running_traffic_lose_no_packet()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        using EchoServer second = EchoServer.Udp(Lab.ClientA, 7002);
        using EchoServer third = EchoServer.Udp(Lab.ClientA, 7003);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        byte[] nonce = PcpClient.NewNonce();
        void Renew()
        {
            Assert.Equal(7001, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7001, 60).ExternalPort);
            Assert.Equal(7002, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Udp, 7002, 7002, 60).ExternalPort);
            AssertSuccess(client.AddPortMapping("UDP", 7003, 7003, lease: 60));
        }

        Renew();
        using DatagramStream natPmp = new(Lab.WanHost, External, 7001);
        using DatagramStream pcp = new(Lab.WanHost, External, 7002);
        using DatagramStream upnp = new(Lab.WanHost, External, 7003);
        for (int round = 0; round < 40; round++)
        {
            Renew();
            Thread.Sleep(25);
        }

        foreach (DatagramStream stream in (DatagramStream[])[natPmp, pcp, upnp])
        {
            (int sent, int lost) = stream.End();
            Assert.InRange(sent, 200, int.MaxValue);
            Assert.Equal(0, lost);
        }
    }

    private static void AssertEndsAfterTwoSeconds(Stopwatch clock, Func<Verdict> probe)
    {
        AssertShut(Probe.Until(open: false, TimeSpan.FromSeconds(4), probe));
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 4.2);
    }
}
