using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>An external port belongs to the client that has it, whatever protocol made it.</summary>
public sealed class ConflictTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void A_port_of_another_client_is_refused_by_upnp_whatever_protocol_made_it()
    {
        Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Assert.Equal(8081, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 81, 8081, 600).ExternalPort);
        Assert.Equal(8082, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 82, 8082, 600).ExternalPort);
        UpnpClient other = UpnpClient.Discover(Lab.ClientB);
        foreach (int port in (int[])[8080, 8081, 8082])
        {
            Assert.Equal(718, other.AddPortMapping("TCP", port, 80).ErrorCode);
        }

        Assert.Equal(3, other.List().Count);
    }

    [LabFact]
    public void A_port_of_another_client_is_not_taken_by_natpmp_or_pcp_which_give_a_different_one()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        NatPmpMapping natPmp = NatPmpClient.Map(Lab.ClientB, NatPmpClient.Tcp, 80, 8080, 600);
        Assert.Equal(0, natPmp.Result);
        Assert.NotEqual(8080, natPmp.ExternalPort);
        Assert.InRange(natPmp.ExternalPort, 1024, 65535);
        PcpMapping pcp = PcpClient.Map(Lab.ClientB, PcpClient.NewNonce(), PcpClient.Tcp, 81, 8080, 600);
        Assert.Equal(PcpClient.Success, pcp.Result);
        Assert.DoesNotContain(pcp.ExternalPort, (int[])[8080, natPmp.ExternalPort]);
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Pcp_with_prefer_failure_is_told_that_the_port_is_not_to_be_had()
    {
        Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        PcpMapping mapping = PcpClient.Map(Lab.ClientB, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600, PcpClient.PreferFailure);
        Assert.Equal(PcpClient.CannotProvideExternal, mapping.Result);
        Assert.DoesNotContain(Lab.Nft.List("dnat4"), element => element.Contains("192.168.1.11", System.StringComparison.Ordinal));
    }

    [LabFact]
    public void The_same_port_of_the_other_protocol_is_free()
    {
        Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertSuccess(UpnpClient.Discover(Lab.ClientB).AddPortMapping("UDP", 8080, 80));
    }

    [LabFact]
    public void Another_client_cannot_delete_a_mapping()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Assert.Equal(714, UpnpClient.Discover(Lab.ClientB).DeletePortMapping("TCP", 8080).ErrorCode);
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Tcp, 80, 8080, 0);
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Tcp, 0, 0, 0);
        PcpClient.Map(Lab.ClientB, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 0);
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Natpmp_does_not_delete_what_another_protocol_made()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Assert.Equal(2, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 80, 0, 0).Result);
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void Natpmp_deletes_all_of_one_protocol_and_of_one_client_only()
    {
        Start();
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 80, 8080, 600);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 81, 8081, 600);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 82, 8082, 600);
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Tcp, 83, 8083, 600);
        NatPmpMapping answer = NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 0, 0, 0);
        Assert.Equal((0, 0, 0, 0u), (answer.Result, answer.InternalPort, answer.ExternalPort, answer.Lifetime));
        Assert.Equal(["TCP 8083 -> 192.168.1.11:83", "UDP 8082 -> 192.168.1.10:82"], UpnpClient.Discover(Lab.ClientA).List());
    }

    [LabFact]
    public void Pcp_with_another_nonce_changes_and_deletes_nothing()
    {
        Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        byte[] nonce = PcpClient.NewNonce();
        Assert.Equal(PcpClient.Success, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 80, 8080, 600).Result);
        Assert.Equal(PcpClient.NotAuthorized, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600).Result);
        Assert.Equal(PcpClient.NotAuthorized, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 0).Result);
        AssertOpen(FromWan(8080));
        Assert.Equal(PcpClient.Success, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 80, 8080, 0).Result);
        AssertShut(FromWan(8080));
    }

    [LabFact]
    public void Deleting_what_is_not_there_succeeds_by_natpmp_and_pcp_and_is_714_by_upnp()
    {
        Start();
        Assert.Equal(0, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 0).Result);
        PcpMapping pcp = PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 0);
        Assert.Equal((PcpClient.Success, 0u, 8080), (pcp.Result, pcp.Lifetime, pcp.ExternalPort));
        Assert.Equal(714, UpnpClient.Discover(Lab.ClientA).DeletePortMapping("TCP", 8080).ErrorCode);
    }

    [LabFact]
    public void Every_mapping_is_listed_whatever_protocol_made_it()
    {
        Start();
        UpnpClient client = UpnpClient.Discover(Lab.ClientB);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 8081, 600);
        Assert.Equal(
            ["TCP 8080 -> 192.168.1.11:80", "TCP 8081 -> 192.168.1.10:81", "UDP 7000 -> 192.168.1.10:7001"],
            client.List());
    }
}
