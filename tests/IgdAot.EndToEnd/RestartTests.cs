using System;
using System.Globalization;
using System.Linq;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>The daemon's end, by force and by request, its return, and a new configuration while it runs.</summary>
public sealed class RestartTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private const string Description = "a <game> & \"more\"";

    [LabFact]
    public void After_a_kill_and_a_restart_every_mapping_is_there_with_its_lease_and_description()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        AssertSuccess(client.AddPortMapping("TCP", 8080, 80, lease: 600, description: Description));
        AssertSuccess(client.AddPortMapping("TCP", 8082, 80, lease: 0, remoteHost: "11.22.33.9"));
        NatPmpClient.Map(Lab.ClientB, NatPmpClient.Udp, 7001, 7000, 600);
        PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 8085, 600);
        string[] before = [.. client.List()];
        string[] elements = [.. Elements()];
        Assert.Equal(4, before.Length);

        daemon.Kill();
        AssertOpen(FromWan(8080));
        Start();

        client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(before, client.List());
        Assert.Equal(elements, Elements());
        AssertOpen(FromWan(8080));
        AssertOpen(FromWan(8082, NetworkLab.OtherWanHostAddress));
        AssertShut(FromWan(8082));
        SoapReply entry = client.GetSpecificPortMappingEntry("TCP", 8080);
        Assert.Equal(Description, entry["NewPortMappingDescription"]);
        Assert.InRange(int.Parse(entry["NewLeaseDuration"], CultureInfo.InvariantCulture), 580, 600);
        Assert.Equal("0", client.GetSpecificPortMappingEntry("TCP", 8082, "11.22.33.9")["NewLeaseDuration"]);
    }

    [LabFact]
    public void After_a_kill_and_a_restart_every_mapping_still_has_its_owner()
    {
        GatewayDaemon daemon = Start();
        byte[] nonce = PcpClient.NewNonce();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 81, 8085, 600);
        daemon.Kill();
        Start();

        UpnpClient other = UpnpClient.Discover(Lab.ClientB);
        Assert.Equal(718, other.AddPortMapping("TCP", 8080, 80).ErrorCode);
        Assert.NotEqual(0, other.DeletePortMapping("TCP", 8080).ErrorCode);
        Assert.Equal(718, other.AddPortMapping("UDP", 7000, 7001).ErrorCode);
        Assert.Equal(PcpClient.NotAuthorized, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 81, 8085, 600).Result);

        PcpMapping renewed = PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 81, 9999, 600);
        Assert.Equal((PcpClient.Success, 8085), (renewed.Result, renewed.ExternalPort));
        Assert.Equal(7000, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7009, 600).ExternalPort);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).DeletePortMapping("TCP", 8080));
        Assert.Equal(0, NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 0, 0).Result);
        Assert.Equal(PcpClient.Success, PcpClient.Map(Lab.ClientA, nonce, PcpClient.Tcp, 81, 8085, 0).Result);
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void What_expired_while_the_daemon_was_dead_does_not_come_back()
    {
        GatewayDaemon daemon = Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80, lease: 1));
        daemon.Kill();
        Assert.True(Eventually(3, () => Lab.Nft.CountElements() == 0));
        Start();
        Assert.Empty(UpnpClient.Discover(Lab.ClientB).List());
        AssertSuccess(UpnpClient.Discover(Lab.ClientB).AddPortMapping("TCP", 8080, 80));
    }

    [LabFact]
    public void A_request_to_end_removes_the_elements_and_says_byebye()
    {
        GatewayDaemon daemon = Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        using MulticastListener listener = new(Lab.ClientB, SsdpClient.Group, SsdpClient.Port);
        Assert.Equal(0, daemon.Terminate());
        Assert.Equal(0, Lab.Nft.CountElements());
        var byebyes = listener.WaitFor(
            datagrams => datagrams.Any(datagram => datagram.Text.Contains("ssdp:byebye", StringComparison.Ordinal) && datagram.Text.Contains(UpnpClient.Gateway, StringComparison.Ordinal)),
            TimeSpan.FromSeconds(2));
        Assert.Contains(byebyes, datagram => datagram.Text.Contains("ssdp:byebye", StringComparison.Ordinal) && datagram.Text.Contains(UpnpClient.Gateway, StringComparison.Ordinal));
    }

    [LabFact]
    public void With_keep_on_exit_the_mappings_stay_and_are_adopted_again()
    {
        GatewayOptions options = new() { KeepOnExit = true };
        GatewayDaemon daemon = Start(options);
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        Assert.Equal(0, daemon.Terminate());
        AssertOpen(FromWan(8080));
        Start(options);
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], UpnpClient.Discover(Lab.ClientA).List());
    }

    [LabFact]
    public void A_restart_that_is_announced_leaves_the_mappings_to_the_next_start()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        daemon.AnnounceRestart();
        Assert.Equal(0, daemon.Terminate());
        AssertOpen(FromWan(8080));
        daemon = Start();
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], UpnpClient.Discover(Lab.ClientA).List());
        Assert.Equal(0, daemon.Terminate());
        AssertShut(FromWan(8080));
    }

    [LabFact]
    public void A_new_configuration_takes_effect_without_losing_a_packet_or_a_mapping()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Udp(Lab.ClientA, 7001);
        NatPmpClient.Map(Lab.ClientA, NatPmpClient.Udp, 7001, 7000, 600);
        using DatagramStream stream = new(Lab.WanHost, External, 7000);
        System.Threading.Thread.Sleep(200);
        daemon.Reload(new GatewayOptions { SecureMode = false });
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.True(Eventually(2, () => client.AddPortMapping("TCP", 8080, 80, client: "192.168.1.11").ErrorCode == 0));
        System.Threading.Thread.Sleep(200);
        (int sent, int lost) = stream.End();
        Assert.InRange(sent, 50, int.MaxValue);
        Assert.Equal(0, lost);
        Assert.True(daemon.IsRunning);
        Assert.Equal(2, client.List().Count);
    }

    [LabFact]
    public void A_network_that_is_served_from_now_on_reaches_mappings_by_the_external_address()
    {
        GatewayDaemon daemon = Start();
        using EchoServer server = EchoServer.Tcp(Lab.ClientA, 80);
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        AssertShut(Probe.Tcp(Lab.Guest, External, 8080));
        daemon.Reload(new GatewayOptions { InternalDevices = ["lan", "guest"] });
        Assert.True(Eventually(2, () => Probe.Tcp(Lab.Guest, External, 8080).IsOpen));
        AssertOpen(FromWan(8080));
        daemon.Reload(new GatewayOptions());
        Assert.True(Eventually(2, () => !Probe.Tcp(Lab.Guest, External, 8080).IsOpen));
        AssertOpen(FromWan(8080));
    }

    [LabFact]
    public void A_bad_new_configuration_is_refused_with_a_message_and_the_old_one_stays()
    {
        GatewayDaemon daemon = Start();
        AssertSuccess(UpnpClient.Discover(Lab.ClientA).AddPortMapping("TCP", 8080, 80));
        daemon.Reload(new GatewayOptions { HttpPort = 70000, SecureMode = false });
        Assert.True(Eventually(2, () => daemon.Log.Contains("http_port", StringComparison.Ordinal)), "no message names http_port");
        Assert.True(daemon.IsRunning);
        UpnpClient client = UpnpClient.Discover(Lab.ClientA);
        Assert.Equal(718, client.AddPortMapping("TCP", 8081, 80, client: "192.168.1.11").ErrorCode);
        Assert.Equal(["TCP 8080 -> 192.168.1.10:80"], client.List());
    }

    [LabFact]
    public void A_protocol_that_is_switched_off_answers_no_mapping()
    {
        Start(new GatewayOptions { NatPmp = false, Upnp = false });
        Assert.Empty(SsdpClient.SearchUnicast(Lab.ClientA, NetworkLab.RouterAddress, UpnpClient.Gateway, milliseconds: 300));
        byte[]? answer = NatPmpClient.Exchange(Lab.ClientA, [0, 1, 0, 0, 27, 89, 27, 88, 0, 0, 2, 88], milliseconds: 500);
        Assert.True(answer is null || answer[3] == 1, "NAT-PMP is off: silence or unsupported version");
        Assert.Equal(PcpClient.Success, PcpClient.Map(Lab.ClientA, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600).Result);
    }

    private string[] Elements() =>
        [.. Lab.Nft.List("dnat4"), .. Lab.Nft.List("dnat4_from"), .. Lab.Nft.List("snat4"), .. Lab.Nft.List("tcp4"), .. Lab.Nft.List("udp4")];
}
