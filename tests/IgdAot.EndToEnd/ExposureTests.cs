using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd;

/// <summary>From the WAN and from a network that it does not serve, no request gets a byte back.</summary>
public sealed class ExposureTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    [LabFact]
    public void From_the_Internet_no_port_answers()
    {
        Start();
        AssertSilent(Lab.WanHost, External);
    }

    [LabFact]
    public void From_the_Internet_the_lan_address_does_not_answer_either()
    {
        Start();
        Lab.WanHost.Ip($"route replace 192.168.0.0/16 via {External}\n");
        AssertSilent(Lab.WanHost, NetworkLab.RouterAddress);
    }

    [LabFact]
    public void From_the_guest_network_no_port_answers()
    {
        Start();
        AssertSilent(Lab.Guest, NetworkLab.GuestRouterAddress);
        AssertSilent(Lab.Guest, NetworkLab.RouterAddress);
        AssertSilent(Lab.Guest, External);
    }

    [LabFact]
    public void A_multicast_search_from_outside_the_lan_gets_no_answer()
    {
        Start();
        Assert.Empty(SsdpClient.Search(Lab.WanHost, "ssdp:all"));
        Assert.Empty(SsdpClient.Search(Lab.Guest, "ssdp:all"));
    }

    [LabFact]
    public void Nothing_is_announced_outside_the_lan()
    {
        using MulticastListener wan = new(Lab.WanHost, SsdpClient.Group, SsdpClient.Port);
        using MulticastListener guest = new(Lab.Guest, SsdpClient.Group, SsdpClient.Port);
        GatewayDaemon daemon = Start();
        System.Threading.Thread.Sleep(700);
        daemon.Terminate();
        Assert.Empty(wan.Datagrams);
        Assert.Empty(guest.Datagrams);
    }

    [LabFact]
    public void A_client_that_asks_the_external_address_for_a_mapping_gets_none()
    {
        Start();
        Assert.Null(NatPmpClient.Exchange(Lab.ClientA, [0, 1, 0, 0, 27, 89, 27, 88, 0, 0, 2, 88], External, 300));
        Assert.Equal(0, Lab.Nft.CountElements());
    }

    [LabFact]
    public void A_source_that_is_not_on_the_lan_link_gets_no_mapping()
    {
        Start();
        Lab.ClientA.Ip("addr replace 10.9.9.9/32 dev e0\n");
        try
        {
            using Socket socket = Lab.ClientA.Udp(address: IPAddress.Parse("10.9.9.9"));
            socket.SendTo([0, 1, 0, 0, 27, 89, 27, 88, 0, 0, 2, 88], new IPEndPoint(NetworkLab.RouterAddress, NatPmpClient.Port));
            System.Threading.Thread.Sleep(200);
            Assert.Equal(0, Lab.Nft.CountElements());
        }
        finally
        {
            Lab.ClientA.Ip("addr del 10.9.9.9/32 dev e0\n");
        }
    }

    private static void AssertSilent(NetworkNamespace from, IPAddress to)
    {
        Assert.Empty(SsdpClient.SearchUnicast(from, to, "ssdp:all", milliseconds: 300));
        Assert.Null(NatPmpClient.Exchange(from, [0, 0], to, 200));
        Assert.Null(NatPmpClient.Exchange(from, [0, 1, 0, 0, 27, 89, 27, 88, 0, 0, 2, 88], to, 200));
        Assert.Null(NatPmpClient.Exchange(from, PcpClient.MapRequest(from.Address, PcpClient.NewNonce(), PcpClient.Tcp, 80, 8080, 600), to, 200));
        Assert.Null(NatPmpClient.Exchange(from, [9, 1], to, 200));
        foreach (string request in (IReadOnlyList<string>)["GET /rootDesc.xml HTTP/1.1\r\nHost: " + to + ":5000\r\n\r\n", "nonsense\r\n\r\n"])
        {
            try
            {
                using HttpExchange exchange = new(from, new IPEndPoint(to, 5000), patienceMilliseconds: 300);
                exchange.Send(Encoding.ASCII.GetBytes(request));
                Assert.Empty(exchange.ReadAll());
            }
            catch (SocketException)
            {
                // Refused or unreachable: no byte either.
            }
        }
    }
}
