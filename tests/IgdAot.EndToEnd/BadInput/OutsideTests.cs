using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using IgdAot.Lab;
using Xunit;
using Xunit.Abstractions;

namespace IgdAot.EndToEnd.BadInput;

/// <summary>Every golden packet from where nobody is served: no byte comes back and nothing is mapped.</summary>
public sealed class OutsideTests(LabFixture fixture, ITestOutputHelper output) : LabTest(fixture, output)
{
    private static readonly IPAddress s_forged = IPAddress.Parse("192.168.1.77");

    [LabFact]
    public void From_the_Internet_no_golden_packet_gets_a_byte_back()
    {
        Start();
        Lab.WanHost.Ip($"route replace 192.168.0.0/16 via {External}\n");
        AssertSilent(Lab.WanHost, External, NetworkLab.RouterAddress, NetworkLab.GuestRouterAddress);
    }

    [LabFact]
    public void From_the_guest_network_no_golden_packet_gets_a_byte_back()
    {
        Start();
        AssertSilent(Lab.Guest, NetworkLab.GuestRouterAddress, NetworkLab.RouterAddress, External);
    }

    [LabFact]
    public void From_the_Internet_with_the_address_of_a_lan_client_nothing_is_mapped()
    {
        Start();
        Lab.WanHost.Ip($"addr replace {s_forged}/32 dev e0\nroute replace 192.168.1.1/32 via {External}\n");

        // A router that checks the way back would drop them for us: that is not what is tried here.
        Lab.Router.Run("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.wan.rp_filter=0").OrFail();
        try
        {
            foreach (IPAddress to in (IPAddress[])[NetworkLab.RouterAddress, External])
            {
                using Socket socket = Lab.WanHost.Udp(address: s_forged);
                foreach (GoldenPacket golden in GoldenPacket.All("natpmp").Concat(GoldenPacket.All("pcp")).Select(golden => golden.From(s_forged)))
                {
                    socket.SendTo(golden.Bytes, new IPEndPoint(to, NatPmpClient.Port));
                }
            }

            Assert.NotNull(NatPmpClient.Exchange(Lab.ClientA, [0, 0]));
            Assert.Empty(UpnpClient.Discover(Lab.ClientA).List());
            Assert.Equal(0, Lab.Nft.CountElements());
        }
        finally
        {
            Lab.WanHost.Ip($"addr del {s_forged}/32 dev e0\n");
        }
    }

    /// <summary>Sends all packets to each address, and searches to the group; then waits a while for any answer.</summary>
    private void AssertSilent(NetworkNamespace from, params IPAddress[] addresses)
    {
        List<Socket> sockets = [];
        try
        {
            foreach (IPAddress address in addresses)
            {
                Socket portControl = Add(sockets, from);
                foreach (GoldenPacket golden in GoldenPacket.All("natpmp").Concat(GoldenPacket.All("pcp")))
                {
                    TrySend(portControl, golden.From(from.Address).Bytes, new IPEndPoint(address, NatPmpClient.Port));
                }

                AssertNoWeb(from, address);
            }

            foreach (IPAddress address in (IPAddress[])[.. addresses, IPAddress.Parse(SsdpClient.Group)])
            {
                Socket search = Add(sockets, from);
                search.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, from.Address.GetAddressBytes());
                foreach (GoldenPacket golden in GoldenPacket.All("ssdp"))
                {
                    TrySend(search, golden.Bytes, new IPEndPoint(address, SsdpClient.Port));
                }
            }

            // Answers to a multicast search come within its MX, which is 1 to 5 seconds; some of them ask for 1.
            System.Threading.Thread.Sleep(1500);
            Assert.All(sockets, socket => Assert.Equal(0, socket.Available));
            Assert.Equal(0, Lab.Nft.CountElements());
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static void AssertNoWeb(NetworkNamespace from, IPAddress address)
    {
        foreach (byte[] request in (byte[][])[HttpMessage.Get(), HttpMessage.Harmless(), HttpMessage.Of("SUBSCRIBE /evt/IPConn"), "\0\0"u8.ToArray()])
        {
            try
            {
                using HttpExchange exchange = new(from, new IPEndPoint(address, HttpMessage.Port), patienceMilliseconds: 200);
                exchange.Send(request);
                Assert.Empty(exchange.ReadAll());
            }
            catch (SocketException)
            {
                // Refused or unreachable: no byte either.
            }
        }
    }

    private static Socket Add(List<Socket> sockets, NetworkNamespace from)
    {
        Socket socket = from.Udp();
        sockets.Add(socket);
        return socket;
    }

    private static void TrySend(Socket socket, byte[] bytes, IPEndPoint to)
    {
        try
        {
            socket.SendTo(bytes, to);
        }
        catch (SocketException)
        {
            // Unreachable, as the router has just said.
        }
    }
}
