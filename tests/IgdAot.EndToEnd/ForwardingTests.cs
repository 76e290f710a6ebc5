using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>What a mapping lets through, and what it does not: judged by packets.</summary>
public sealed class ForwardingTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void A_mapped_port_is_open_from_the_Internet_and_the_server_sees_the_real_source()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Verdict verdict = FromWan(8080);
        AssertOpen(verdict);
        Assert.StartsWith("11.22.33.1 ", verdict.Words);
    }

    [LabFact]
    public void A_mapped_udp_port_is_open_from_the_Internet()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        NatPmpMapping mapping = NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        Assert.Equal((0, 7000), (mapping.Result, mapping.ExternalPort));
        AssertOpen(FromWanUdp(7000));
    }

    [LabFact]
    public void A_port_mapped_by_pcp_is_open_from_the_Internet()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        PcpMapping mapping = PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8085, 600);
        Assert.Equal((PcpClient.Success, 8085, External), (mapping.Result, mapping.ExternalPort, mapping.ExternalAddress));
        AssertOpen(FromWan(8085));
    }

    [LabFact]
    public void An_unmapped_port_is_shut()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertShut(FromWan(8088));
        AssertShut(FromWan(80));
    }

    [LabFact]
    public void A_mapping_of_tcp_opens_no_udp()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertShut(FromWanUdp(8080));
    }

    [LabFact]
    public void A_remote_host_mapping_is_open_to_that_host()
    {
        MapForOneRemoteHost(out EchoServer server);
        using (server)
        {
            Verdict verdict = FromWan(8082, NetworkLab.OtherWanHostAddress);
            AssertOpen(verdict);
            Assert.StartsWith("11.22.33.9 ", verdict.Words);
        }
    }

    [LabFact]
    public void A_remote_host_mapping_is_shut_to_another()
    {
        MapForOneRemoteHost(out EchoServer server);
        using (server)
        {
            AssertShut(FromWan(8082));
        }
    }

    [LabFact]
    public void The_client_itself_reaches_its_mapping_by_the_external_address()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertOpen(Probe.Tcp(Lab.ClientA, External, 8080));
    }

    [LabFact]
    public void Another_client_reaches_the_mapping_by_the_external_address()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertOpen(Probe.Tcp(Lab.ClientB, External, 8080));
    }

    [LabFact]
    public void The_guest_network_does_not_reach_a_mapping()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertShut(Probe.Tcp(Lab.Guest, External, 8080));
    }

    [LabFact]
    public void Another_partys_redirect_to_the_same_server_gains_nothing()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertShut(FromWan(9091));
    }

    [LabFact]
    public void What_a_mapped_program_sends_leaves_from_its_mapped_port()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.WanHost, 9999);
        Assert.Equal(7000, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600).ExternalPort);
        Verdict verdict = Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 7001);
        Assert.Equal("11.22.33.2 7000", verdict.Words);
    }

    [LabFact]
    public void An_unmapped_host_that_uses_the_same_port_leaves_from_another()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.WanHost, 9999);
        Assert.Equal(3074, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 3074, 3074, 600).ExternalPort);
        Verdict verdict = Probe.Udp(Lab.ClientB, Lab.WanHost.Address, 9999, sourcePort: 3074);
        AssertOpen(verdict);
        Assert.NotEqual("11.22.33.2 3074", verdict.Words);
    }

    [LabFact]
    public void The_mapped_host_still_has_its_port_towards_the_same_server_after_that()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.WanHost, 9999);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 3074, 3074, 600);
        AssertOpen(Probe.Udp(Lab.ClientB, Lab.WanHost.Address, 9999, sourcePort: 3074));
        Verdict verdict = Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 3074);
        Assert.Equal("11.22.33.2 3074", verdict.Words);
    }

    [LabFact]
    public void One_of_two_mappings_of_an_internal_port_is_shut_when_it_is_deleted()
    {
        UpnpClient client = MapTwice(out EchoServer server);
        using (server)
        {
            AssertSuccess(client.DeletePortMapping("TCP", 8081));
            AssertShut(FromWan(8081));
        }
    }

    [LabFact]
    public void The_other_of_the_two_stays_open()
    {
        UpnpClient client = MapTwice(out EchoServer server);
        using (server)
        {
            AssertSuccess(client.DeletePortMapping("TCP", 8081));
            AssertOpen(FromWan(8080));
        }
    }

    [LabFact]
    public void When_the_older_of_two_mappings_goes_the_program_leaves_from_the_other()
    {
        Start();
        using EchoServer server = EchoServer.Udp(Lab.WanHost, 9999);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("UDP", 7000, 7001));
        AssertSuccess(client.AddPortMapping("UDP", 7002, 7001));
        Assert.Equal("11.22.33.2 7000", Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 7001).Words);
        AssertSuccess(client.DeletePortMapping("UDP", 7000));
        Assert.True(Eventually(1, () => Probe.Udp(Lab.ClientA, Lab.WanHost.Address, 9999, sourcePort: 7001).Words == "11.22.33.2 7002"));
    }

    [LabFact]
    public void A_mapping_moved_to_another_internal_port_leads_to_that_one()
    {
        Start();
        using EchoServer first = EchoServer.Tcp(Lab.ClientA, 80);
        using EchoServer second = EchoServer.Tcp(Lab.ClientA, 81);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertOpen(FromWan(8080));
        AssertSuccess(client.AddPortMapping("TCP", 8080, 81));
        AssertOpen(FromWan(8080));
        Assert.Equal((1, 1), (first.Received, second.Received));
        Assert.Equal(["TCP 8080 -> 192.168.1.10:81"], client.List());
    }

    private void MapForOneRemoteHost(out EchoServer server)
    {
        Start();
        server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8082, 80, remoteHost: "11.22.33.9"));
    }

    private UpnpClient MapTwice(out EchoServer server)
    {
        Start();
        server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        AssertOpen(FromWan(8081));
        return client;
    }
}
