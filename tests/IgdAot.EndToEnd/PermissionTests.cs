using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>Permission rules: who may have which ports, judged by answers and by packets.</summary>
public sealed class PermissionTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    /// <summary>RFC 6886, section 3.5.</summary>
    private const int NatPmpNotAuthorized = 2;

    private static readonly string[] s_onlyClientA =
        ["allow internal_client 192.168.1.10 external_port 1024-65535 internal_port 80-1023", "deny comment Default"];

    [LabFact]
    public void A_client_that_no_rule_allows_is_told_so_and_nothing_passes()
    {
        Start(new GatewayOptions { Permissions = s_onlyClientA });
        using EchoServer server = EchoServer.Tcp(Lab.ClientB, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientB);
        SoapReply reply = client.AddPortMapping("TCP", 8080, 80);
        Assert.Equal((718, "ConflictInMappingEntry"), (reply.ErrorCode, reply.ErrorDescription));
        Assert.Equal(NatPmpNotAuthorized, NatPmpClient.Map(Lab.ClientB, NatPmpClient.Tcp, 80, 8080, 600).Result);
        PcpMapping pcp = PcpClient.Map(Lab.ClientB, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600);
        Assert.Equal(PcpClient.NotAuthorized, pcp.Result);
        pcp = PcpClient.Map(Lab.ClientB, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600, PcpClient.PreferFailure);
        Assert.Equal(PcpClient.NotAuthorized, pcp.Result);
        AssertShut(FromWan(8080));
        Assert.Equal(0, server.Received);
        Assert.Equal(0, Lab.Nft.CountElements());
        Assert.Empty(client.List());
    }

    [LabFact]
    public void A_client_that_a_rule_allows_has_its_mapping_within_the_rule()
    {
        Start(new GatewayOptions { Permissions = s_onlyClientA });
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertOpen(FromWan(8080));
        Assert.Equal(718, client.AddPortMapping("TCP", 80, 80).ErrorCode);
        Assert.Equal(718, client.AddPortMapping("TCP", 8081, 79).ErrorCode);
        Assert.Equal(718, client.AddPortMapping("TCP", 8080, 79).ErrorCode);
        NatPmpMapping natPmp = NatPmpClient.Map(Lab.ClientA, NatPmpClient.Tcp, 81, 81, 600);
        Assert.Equal((0, 1024), (natPmp.Result, natPmp.ExternalPort));
        AssertOpen(FromWan(8080));
        Assert.Equal(["TCP 1024 -> 192.168.1.10:81", "TCP 8080 -> 192.168.1.10:80"], client.List().Order(StringComparer.Ordinal));
    }

    [LabFact]
    public void A_new_rule_shuts_what_it_forbids_at_once_and_leaves_the_rest_alone()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        using EchoServer game = EchoServer.Udp(Lab.ClientB, 7001);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        Assert.Equal(7000, NatPmpClient.Map(Lab.ClientB, NatPmpClient.Udp, 7001, 7000, 600).ExternalPort);
        using Socket forbidden = Connect(8080);
        using Socket allowed = Connect(8081);
        using DatagramStream stream = new(Lab.WanHost, External, 7000);
        System.Threading.Thread.Sleep(200);

        daemon.Reload(new GatewayOptions { Permissions = ["deny external_port 8080"] });
        Assert.True(Eventually(2, () => daemon.Log.Contains("configuration reloaded", StringComparison.Ordinal)), daemon.Log);
        Assert.Contains("mappings removed that the permission rules forbid: 1", daemon.Log, StringComparison.Ordinal);
        AssertShut(FromWan(8080));
        AssertCut(forbidden);
        Assert.Equal("still", Echo(allowed, "still"));
        AssertOpen(FromWan(8081));
        System.Threading.Thread.Sleep(200);
        (int sent, int lost) = stream.End();
        Assert.InRange(sent, 50, int.MaxValue);
        Assert.Equal(0, lost);
        Assert.Equal(["TCP 8081 -> 192.168.1.10:80", "UDP 7000 -> 192.168.1.11:7001"], client.List().Order(StringComparer.Ordinal));
        Assert.Equal(["8081"], Lab.Nft.List("tcp4"));
        Assert.Equal(718, client.AddPortMapping("TCP", 8080, 80).ErrorCode);

        daemon.Reload(new GatewayOptions());
        Assert.True(Eventually(2, () => client.AddPortMapping("TCP", 8080, 80).ErrorCode == 0), daemon.Log);
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void What_is_forbidden_by_the_time_of_a_restart_after_a_kill_is_shut_then()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80, lease: 600));
        using Socket forbidden = Connect(8080);
        using Socket allowed = Connect(8081);
        daemon.Kill();
        Assert.Equal("dead", Echo(forbidden, "dead"));
        daemon = Start(new GatewayOptions { Permissions = ["allow external_port 8081", "deny"] });

        Assert.Equal(["TCP 8081 -> 192.168.1.10:80"], UpnpClient.Discover(Lab.ClientA).List());
        Assert.Equal(["8081"], Lab.Nft.List("tcp4"));
        AssertShut(FromWan(8080));
        AssertCut(forbidden);
        Assert.Equal("still", Echo(allowed, "still"));
        AssertOpen(FromWan(8081));
        Assert.Contains("mappings removed that the permission rules forbid: 1", daemon.Log, StringComparison.Ordinal);
    }

    [LabFact]
    public void A_connection_that_a_rule_forbids_while_the_wan_is_away_is_cut_when_it_is_back()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80));
        AssertSuccess(client.AddPortMapping("TCP", 8081, 80));
        using Socket forbidden = Connect(8080);
        using Socket allowed = Connect(8081);
        Lab.RemoveExternalAddress(External);
        Assert.True(Eventually(2, () => client.GetExternalIPAddress().Length == 0), daemon.Log);
        daemon.Reload(new GatewayOptions { Permissions = ["deny external_port 8080"] });
        Assert.True(Eventually(2, () => daemon.Log.Contains("configuration reloaded", StringComparison.Ordinal)), daemon.Log);
        System.Threading.Thread.Sleep(200);
        Lab.AddExternalAddress(External);
        Assert.True(Eventually(2, () => client.GetExternalIPAddress().Length > 0), daemon.Log);

        AssertCut(forbidden);
        Assert.Equal("still", Echo(allowed, "still"));
        AssertShut(FromWan(8080));
    }

    private static void AssertCut(Socket socket) => Assert.True(Eventually(1, () => Echo(socket, "two").Length == 0), "the connection still works");

    /// <summary>A connection from the Internet that works.</summary>
    private Socket Connect(int port)
    {
        Socket socket = Lab.WanHost.Tcp();
        socket.Connect(new IPEndPoint(External, port));
        Assert.StartsWith("11.22.33.1 ", Read(socket));
        Assert.Equal("one", Echo(socket, "one"));
        return socket;
    }
}
