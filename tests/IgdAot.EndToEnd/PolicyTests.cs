using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>What a client may ask for: its own address, its share, ports that are nobody else's.</summary>
public sealed class PolicyTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void In_secure_mode_a_client_maps_only_to_itself()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(718, client.AddPortMapping("TCP", 8080, 80, client: "192.168.1.11").ErrorCode);
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void Without_secure_mode_a_client_may_map_to_another()
    {
        Start(new GatewayOptions { SecureMode = false });
        using EchoServer server = EchoServer.Tcp(Lab.ClientB, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80, client: "192.168.1.11"));
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Even_without_secure_mode_only_a_host_of_the_lan_is_mapped_to()
    {
        Start(new GatewayOptions { SecureMode = false });
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        foreach (string address in (string[])["192.168.1.1", "192.168.1.255", "192.168.1.0", "192.168.9.10", "11.22.33.1", "11.22.33.2", "127.0.0.1", "224.0.0.1", "0.0.0.0", "nonsense", "192.168.1.010"])
        {
            SoapReply reply = client.AddPortMapping("TCP", 8080, 80, client: address);
            Assert.True(reply.ErrorCode is 402 or 718, $"{address}: {reply}");
        }

        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void An_empty_internal_client_is_the_asker()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, client: ""));
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], client.List());
    }

    [LabFact]
    public void The_quota_of_a_client_holds_over_all_protocols_and_leaves_others_theirs()
    {
        Start(new GatewayOptions { QuotaPerClient = 3 });
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        Assert.Equal(0, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600).Result);
        Assert.Equal(PcpClient.Success, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 8081, 600).Result);
        Assert.Equal(501, client.AddPortMapping("TCP", 8082, 80).ErrorCode);
        Assert.Equal(4, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7003, 7003, 600).Result);
        Assert.Equal(PcpClient.UserExceededQuota, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 83, 8083, 600).Result);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, description: "renewed"));
        AssertSuccess(UpnpClient.Discover(Lab.ClientB).AddPortMapping("TCP", 8082, 80));
    }

    [LabFact]
    public void The_quota_of_all_holds()
    {
        Start(new GatewayOptions { QuotaTotal = 2 });
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertSuccess(UpnpClient.Discover(Lab.ClientB).AddPortMapping("TCP", 8081, 80));
        Assert.Equal(501, UpnpClient.Discover(Lab.ClientB).AddPortMapping("TCP", 8082, 80).ErrorCode);
        Assert.Equal(4, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7003, 7003, 600).Result);
        Assert.Equal(PcpClient.NoResources, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 83, 8083, 600).Result);
    }

    [LabFact]
    public void Reserved_ports_and_the_protocols_own_are_refused()
    {
        Start(new GatewayOptions { ReservedPorts = [22, 8443] });
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        foreach (int port in (int[])[22, 8443, 5000])
        {
            Assert.Equal((port, 718), (port, client.AddPortMapping("TCP", port, 80).ErrorCode));
        }

        foreach (int port in (int[])[5350, 5351, 1900])
        {
            Assert.Equal((port, 718), (port, client.AddPortMapping("UDP", port, 80).ErrorCode));
            NatPmpMapping natPmp = NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, port, port, 600);
            Assert.Equal(0, natPmp.Result);
            Assert.NotEqual(port, natPmp.ExternalPort);
        }

        PcpMapping pcp = PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Udp, 7001, 5351, 600, PcpClient.PreferFailure);
        Assert.Equal(PcpClient.CannotProvideExternal, pcp.Result);
    }

    [LabFact]
    public void A_port_on_which_the_router_itself_listens_is_refused()
    {
        using EchoServer own = EchoServer.Tcp(Lab.Router, 8443, System.Net.IPAddress.Any);
        Start();
        Assert.Equal(718, UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8443, 80).ErrorCode);
        AssertOpen(FromWan(8443));
    }

    [LabFact]
    public void A_disabled_entry_is_listed_and_shut_until_it_is_enabled()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, enabled: false));
        AssertShut(FromWan(8080));
        Assert.Equal("0", client.GetSpecificPortMappingEntry("TCP", 8080)["NewEnabled"]);
        Assert.Equal(718, UpnpClient.Discover(Lab.ClientB).AddPortMapping("TCP", 8080, 80).ErrorCode);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, enabled: true));
        AssertOpen(FromWan(8080));
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, enabled: false));
        AssertShut(FromWan(8080));
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], client.List());
    }

    [LabFact]
    public void Bad_arguments_get_the_error_that_the_standard_gives_them()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(402, client.AddPortMapping("ICMP", 8080, 80).ErrorCode);
        Assert.Equal(716, client.AddPortMapping("TCP", 0, 80).ErrorCode);
        Assert.Equal(402, client.AddPortMapping("TCP", 65536, 80).ErrorCode);
        Assert.Equal(402, client.AddPortMapping("TCP", 8080, -1).ErrorCode);
        Assert.Equal(402, client.Call(UpnpClient.Connection, "AddPortMapping", ("NewExternalPort", "80")).ErrorCode);
        Assert.Equal(401, client.Call(UpnpClient.Connection, "NoSuchAction").ErrorCode);
        Assert.Equal(713, client.GetGenericPortMappingEntry(0).ErrorCode);
        Assert.Equal(714, client.GetSpecificPortMappingEntry("TCP", 8080).ErrorCode);
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void A_description_with_markup_comes_back_as_it_went()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        string description = "<b>]]>&amp; \"quoted\" 'too' Grüße 網路";
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, description: description));
        Assert.Equal(description, client.GetSpecificPortMappingEntry("TCP", 8080)["NewPortMappingDescription"]);
        Assert.Equal(description, client.GetGenericPortMappingEntry(0)["NewPortMappingDescription"]);
    }
}
